/// What a word says about a number beside it.
enum Meaning: UInt8 {
    case nik, familyCard, npwp, card, account, phone, passport, plate
    /// A number that belongs to a business, a document or an order, when it directly follows.
    case business
    /// A sum of money directly follows.
    case amount
    /// A unit of money: the number before it is a sum, and one directly after it too.
    case unit
    /// Says nothing and may stand between a word and its number: "nomor", "saya", "is".
    case filler
    /// "dan", "or": the next number is of the kind of the last.
    case conjunction
    case mail
    /// Somebody's home follows.
    case home
    /// An office: an address after it is public.
    case office
    /// A street, a quarter or a house number begins.
    case street

    /// The meaning of a word of folded letters, with or without "-nya", "-ku" or "-mu"; longer words are told by their
    /// first twelve letters.
    static func of(_ letters: ArraySlice<UInt8>) -> Meaning? {
        if let meaning = table[pack(letters)] { return meaning }
        for suffix in suffixes where letters.count > suffix.count + 1 && letters.suffix(suffix.count).elementsEqual(suffix) {
            return table[pack(letters.dropLast(suffix.count))]
        }
        return nil
    }

    private static let suffixes: [[UInt8]] = ["nya", "ku", "mu"].map { Array($0.utf8) }

    /// The digit that a word says: "nol", "delapan", "seven".
    static func digit(of letters: ArraySlice<UInt8>) -> UInt8? { digits[pack(letters)] }

    /// Twelve letters at five bits each; anything beyond a–z shares one code.
    private static func pack(_ letters: some Sequence<UInt8>) -> UInt64 {
        var key: UInt64 = 0
        for letter in letters.prefix(12) { key = key << 5 | UInt64(letter == Folded.otherLetter ? 27 : letter & 0x1F) }
        return key
    }

    private static let digits: [UInt64: UInt8] = {
        var digits: [UInt64: UInt8] = [:]
        let words = [
            "nol kosong zero oh", "satu one", "dua two", "tiga three", "empat four", "lima five", "enam six", "tujuh seven",
            "delapan lapan eight", "sembilan nine",
        ]
        for (digit, names) in words.enumerated() {
            for name in names.split(separator: " ") { digits[pack(name.utf8)] = UInt8(digit) }
        }
        return digits
    }()

    private static let table: [UInt64: Meaning] = {
        let words: [(Meaning, String)] = [
            (.nik, "nik ktp ektp kependudukan penduduk induk identitas identity nationalid national dukcapil kitas"),
            (.familyCard, "kk nokk keluarga family"),
            (.npwp, "npwp nonpwp nitku pajak tax tin taxpayer"),
            (.card, "kartu card kredit credit debit debet mastercard amex jcb cvv cvc expiry atm cc gpn"),
            (
                .account,
                """
                rekening rek norek norekening account acct acc virtual va briva iban transfer tf ditransfer trf transferkan bank bca bni bri bsi \
                mandiri btn cimb niaga danamon permata muamalat ocbc nisp panin maybank mega jago seabank jenius btpn bjb \
                bukopin sinarmas bankdki hsbc uob dbs citibank blu allo neobank refund
                """
            ),
            (
                .phone,
                """
                hp hape nohp wa nowa whatsapp whatsap wassap watsap telp notelp telpon tlp telepon tel \
                phone telephone call hubungi dihubungi menghubungi kontak contact mobile cell sms ponsel handphone seluler hub \
                gopay ovo shopeepay linkaja telegram signal fax faks calling ring
                """
            ),
            (.passport, "paspor passport pasport passpor"),
            (.plate, "plat nopol plate polisi"),
            (
                .business,
                """
                nib kbli invoice inv order ord orderan pesanan resi trx transaksi tiket ticket booking pnr referensi reference ref faktur \
                surat sk izin ijin akta ahu siskopatuh porsi spph batch serial po kode code tracking kuitansi kwitansi voucher jne jnt sicepat awb transaction payment bukti seri token timestamp \
                isbn issn imei ppiu pihk lisensi sertifikat certificate akreditasi permit registrasi registration pb umku case versi build
                """
            ),
            (
                .amount,
                """
                rp harga biaya price cost saldo minimal \
                minimum sebesar senilai nominal jumlah total deposit modal setoran budget anggaran amount balance fee kuota omzet
                """
            ),
            (.unit, "idr usd sar rupiah riyal dolar dollar juta jt jutaan ribu rb rban miliar milyar triliun million billion"),
            (
                .filler,
                """
                no nomor nomer number num nmr saya aku ku gue gw sy my me is adalah yaitu ini itu the this in atas nama an n a of our kami \
                dia istri suami ayah ibu anak his her their beliau milik punya ke to id pribadi aktif baru lama yg yang di at ya
                """
            ),
            (.conjunction, "dan atau and or serta juga sama"),
            (.mail, "email mail gmail surel imel"),
            (
                .home,
                "alamat rumah tinggal domisili address live living home reside resides kos kost kirim dikirim kirimkan beralamat berdomisili"
            ),
            (
                .office,
                "kantor office kemenag kementerian ministry kedutaan embassy bank ruko toko gedung cabang pusat perusahaan company pt"
            ),
            (
                .street,
                "jl jln jalan gang gg perum perumahan komplek kompleks blok dusun kampung kp rt rw desa street road avenue lane"
            ),
        ]
        var table: [UInt64: Meaning] = [:]
        for (meaning, names) in words {
            for name in names.split(whereSeparator: { $0 == " " || $0 == "\n" }) where table[pack(name.utf8)] == nil {
                table[pack(name.utf8)] = meaning
            }
        }
        return table
    }()
}
