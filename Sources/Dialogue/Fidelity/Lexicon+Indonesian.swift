extension Lexicon {
    /// Indonesian, a group of words a line; the form is described at `Lexicon.init(_:)`.
    static let indonesianGroups = """
        . milik siapa siapa_yang satu_sama_lain
        - bunyi berbunyi bunyinya
        - bidang
        - biarkan dibiarkan membiarkan
        - dikerjakan kerjakan mengerjakan
        - mengatur
        - besarnya
        - anggota
        ?only kami_baru baru_kami khusus_untuk
        . bagi yang di ke dari dan serta ini itu tersebut adalah ialah merupakan yaitu yakni untuk guna agar supaya dengan pada dalam oleh saling masing_masing_pihak menurut berdasarkan bahwa bahwasanya sebagaimana terkait_dengan sehubungan dalam_hal_ini dimaksud tersebutlah adalah_sebagai yang_dimaksud kedua_hal itulah inilah demikianlah ialah_sebagai sedang kembali keduanya_sama pun_demikian untuk_itu karenanya oleh_karenanya makanya alhasil jelasnya pada_intinya pada_prinsipnya pada_umumnya_saja ringkasnya secara_singkat secara_ringkas secara_sederhana dengan_kata_lain artinya dari_sini berikut_ini di_bawah_ini sebagai_berikut berikutnya_adalah adapun_rinciannya rinciannya_adalah kurang_lebihnya perlu_diketahui perlu_dicatat sebagai_informasi sebagai_catatan catatan catatannya baiklah tentu_saja tentu_boleh dengan_senang_hati halo_juga selamat_datang pihaknya pihak_pihak hal_hal hal_yang suatu_hal semacam sejenis sejumlah dll dsb sebagainya lain_lain dan_lain_lain masih_tetap tetaplah tetap_saja atas_dasar dasar dasarnya mendasarkan didasarkan beralaskan lewat_jalur_ini seraya guna_itu demi untuk_keperluan bergantung_itu lebih_lanjut lebih_jauh lebih_jelas lebih_rinci lebih_detail lebih_lengkapnya kepunyaan merupakan_sebuah menjadi_sebuah sebuah_bentuk wujud berwujud berbentuk sifat bersifat berstatus status statusnya berkedudukan selaku sebagai_bentuk yaitu_berupa dalam_bentuk diri dirinya diri_sendiri_itu sekaligus serentak bersamaan berbarengan seiring sejalan_dengan sebagaimana_mestinya sangat amat cukup_jelas agak begitu_pula begitu_juga demikian_pula demikian_juga pun_juga sama_halnya mencakup tercakup meliputi terliput itupun sebab_itu mereka_pun tentunya_saja di_bawah_ini_adalah berterima_kasih halonya di_situ dari_situ di_sinilah di_sini_juga begitulah meskipun walaupun meski walau kendati sekalipun padahal apalagi_jika lebih terlebih di_dalamnya di_dalam di_luar_itu sedianya pihak_lain_pun rupanya kiranya singkatnya_saja singkat_saja saja_dulu selama_ini begini sekali sedemikian silakan_saja terima_kasih_kembali sama_sama kembali_lagi
        . sebagai secara kepada terhadap tentang mengenai soal terkait perihal seputar seperti misalnya contohnya antara_lain juga pula pun lagi
        . saya kita ia dia mereka ada adanya terdapat berada menjadi jadi maka sehingga karena sebab lantaran lalu kemudian selanjutnya
        . kini sekarang saat_ini sudah telah tentu tentunya oke berikut singkatnya intinya pada_dasarnya secara_garis_besar
        . ya nah para sang si hal lain lainnya begitu demikian lewat melalui via tetap masih
        . sementara_itu sedangkan sementara tetapi tapi namun akan_tetapi melainkan adapun oleh_karena_itu karena_itu oleh_sebab_itu dengan_demikian
        . antara salah_satu satu_per_satu waktu_itu waktu hingga_kini terus berupa bersama beserta berikutnya
        . sini sana situ mana halo hai sebetulnya sebenarnya memang justru bahkan termasuk ikut turut atas per hendak ingin mau lah kah
        . terima_kasih kasih poin butir sebuah suatu seorang sesuatu apa_saja apa siapa_saja terdiri
        . memuat berisi isinya berisikan rincian rinciannya tertentu masing sambil apalagi usai_itu setelah_itu sesudah_itu khususnya_lagi
        . lakukan melakukan dilakukan pelaksanaan terjadi berlangsung pihak selain mulanya tadi kala sebut disebut menyebut disebutkan menyebutkan laksana melaksanakan pelaksana pelaksananya dilaksanakan laksanakan
        . di_antaranya diantaranya nantinya sekiranya kira hati
        - jelas menjelaskan penjelasan dijelaskan jelaskan uraikan uraian menguraikan diuraikan papar memaparkan paparan terang menerangkan penjabaran menjabarkan jabarkan menerangkannya ulas mengulas diulas bahasan singgung menyinggung jelaskanlah
        - gambaran gambarkan menggambarkan garis_besar ringkasan rangkum ringkas rangkuman ikhtisar merangkum simpulan gambaran_besar gambaran_besarnya
        - sampaikan menyampaikan disampaikan beritahu beri_tahu memberitahu kabari memberi_tahu mengabari kabar informasikan menginformasikan sampaikannya sebutkanlah tuturkan menuturkan dituturkan ungkap mengungkapkan diungkapkan menegaskan tegas tegaskan ditegaskan mencatatkan tercantum dicantumkan mencantumkan tertera termuat dimuat termaktub nyatanya beri_kabar memberi_kabar
        - punya mempunyai memiliki miliki dimiliki memegang pegang mengantongi dipegang menyandang berbekal bermodal mengempu
        - peroleh memperoleh mendapat mendapatkan didapat dapatkan diperoleh raih meraih diraih menerima_izin
        - beri memberi memberikan diberikan berikan pemberian berikanlah membekali dibekali memberinya
        - jalani menjalani dijalani tempuh menempuh ditempuh lalui melewati
        - ambil mengambil diambil pengambilan
        - buat membuat dibuat bikin pembuatan dibuatkan membuatkan menyusunkan
        - jalan berjalan dijalankan menjalankan beroperasi operasi berjalannya jalannya jalankan pelaksanaannya menjalankannya
        - muncul timbul memunculkan menimbulkan kemunculan mengemuka berasal
        - tujuan maksud tuju dituju menuju
        - hadir hadapi menghadapi
        - kondisi keadaan situasi kondisinya keadaannya situasinya
        - rujuk rujukan acuan mengacu merujuk referensi pijakan merujuknya dirujuk referensinya acuannya berpedoman berpatokan patokan mengacunya bersandar
        - sumber keterangan sumbernya
        - pokok utama inti terpokok kunci esensi esensinya
        - langkah tahap tahapan tahapannya langkahnya fase fasenya tahapnya
        - cara bagaimana tata_cara prosedur mekanisme
        - urai rinci detail terperinci perincian serba_serbi seluk_beluk rinciannya_itu selengkapnya
        - daftar_isian formulir borang
        - posisi letak
        - bagian komponen unsur elemen bagiannya elemennya segmen
        - kait berkaitan berkait hubungan berhubungan terhubung bertalian keterkaitan saling_terkait terkaitnya menyangkut berkenaan bertautan
        - jenis macam tipe ragam bentuk format
        - ketahui mengetahui tahu diketahui
        - lihat melihat dilihat terlihat amati mengamati dilihatnya terlihatnya tampak perhatikan memperhatikan diperhatikan cermati mencermati dicermati simak menyimak pahami memahami dipahami pemahaman perhatian
        - bentang rentang jangka
        - tersedia sediakan menyediakan disediakan penyediaan sediaan tersedianya sediakanlah siap_tersedia
        - lazim lazimnya biasa biasanya umum umumnya secara_umum pada_umumnya kerap_kali sering kerap kebiasaan biasanya_itu galib kerapkali berapa_kali seberapa_sering kali
        - sesuai cocok selaras sepadan sejalan sesuaikan menyesuaikan disesuaikan penyesuaian bersesuaian kecocokan keselarasan menyelaraskan diselaraskan selaraskan samakan menyamakan disamakan
        - nyata sungguh benar betul riil senyatanya
        - mulai dimulai memulai awal awalnya semula bermula dimulainya permulaan
        - seharusnya semestinya
        - lanjut lanjutkan melanjutkan dilanjutkan kelanjutan berlanjut lanjutan selanjutnya_itu lanjutannya
        - tahan bertahan
        - butuh_waktu makan_waktu
        - naung menaungi
        - andal cermat teliti saksama
        - muka depan
        - titik pin
        - baca bacalah membaca dibaca bacalah_dulu membacanya
        - kutip mengutip dikutip
        - guna_keperluan keperluan kebutuhan
        - hal_ini hal_itu
        - seperlunya secukupnya sewajarnya sebutuhnya
        izin perizinan berizin izinnya perizinan_berusaha izin_usaha lisensi ijin izin_berusaha
        @ppiu penyelenggara_perjalanan_ibadah_umrah
        @pihk penyelenggara_ibadah_haji_khusus
        biro agen travel biro_perjalanan agen_perjalanan biro_travel perjalanan_wisata
        wisata pariwisata
        @bpw biro_perjalanan_wisata
        selenggara menyelenggarakan diselenggarakan penyelenggara penyelenggaraan adakan mengadakan mengelola dikelola kelola pengelola pengelolaan
        umrah umroh ibadah_umrah perjalanan_umrah
        haji ibadah_haji
        haji_khusus ibadah_haji_khusus
        khusus spesifik tersendiri
        ibadah keagamaan
        jemaah jamaah calon_jemaah
        bina membina pembinaan pembina bimbing membimbing bimbingan
        layan melayani pelayanan layanan service dilayani
        lindung melindungi pelindungan perlindungan dilindungi
        tugas tugasnya bertugas
        jual menjual penjualan dijual
        tiket
        hotel akomodasi penginapan
        kumpul mengumpulkan menghimpun dikumpulkan himpun pengumpulan menggalang
        berangkat memberangkatkan diberangkatkan keberangkatan pemberangkatan
        tangani di_tangan ditangani menangani penanganan urus mengurus diurus urusan pengurusan urusannya
        pengurus direksi jajaran_pengurus
        pindah peralihan beralih perpindahan dialihkan pengalihan
        @kemenhaj kementerian_haji_dan_umrah
        @kemenag kementerian_agama
        @kemenkum kementerian_hukum
        menteri
        pejabat pejabatnya
        pemerintah pemerintahan negara
        pusat tingkat_pusat
        kantor perkantoran
        @kanwil kantor_wilayah
        wilayah daerah
        instansi lembaga badan
        badan_usaha badan_hukum perusahaan usaha kegiatan_usaha bisnis pt perseroan_terbatas perseroan
        kegiatan aktivitas
        hukum
        resmi sah secara_resmi legal
        legalitas
        pemilik pemegang_hak
        saham pemegang_saham
        wni warga_negara_indonesia
        islam muslim beragama_islam
        syarat persyaratan syaratnya prasyarat disyaratkan mensyaratkan
        ketentuan ketentuannya aturan aturannya peraturan regulasi diatur pengaturan
        wajib_lapor
        mohon_izin
        permohonan pengajuan ajukan mengajukan diajukan pemohon memohonkan
        calon
        surat
        surat_pernyataan pernyataan menyatakan dinyatakan nyatakan
        meterai bermeterai materai bermaterai
        akta
        pendirian didirikan mendirikan
        ubah perubahan mengubah berubah diubah
        pengesahan disahkan mengesahkan
        ktp kartu_tanda_penduduk
        npwp nomor_pokok_wajib_pajak
        nik nomor_induk_kependudukan
        - proses prosesnya berproses diproses
        - perlu_waktu waktunya
        - bersedia sedia rela
        - wajar masuk_akal wajar_bila wajar_jika wajar_kalau
        - upaya usahakan mengupayakan berupaya
        - saran menyarankan sarankan anjuran menganjurkan
        - harapan mengharapkan diharapkan berharap
        - nikmati menikmati
        - atur diaturkan
        - anggap dianggap menganggap
        - ingat mengingat ingatlah diingat
        - serah serahkan menyerahkan diserahkan penyerahan
        - alih ganti menggantikan digantikan pengganti penggantian
        - lakon peran berperan
        - sisi segi aspek
        - capai mencapai tercapai
        - hubungkan menghubungkan dihubungkan sambungkan menyambungkan
        - temukan menemukan ditemukan ketemukan dijumpai menjumpai
        - dengar mendengar mendengarkan
        - ingin_tahu penasaran keinginan
        - pengaruh berpengaruh
        - peserta hadirin
        - dimaklumi maklum
        - coba mencoba cobalah
        - simpan menyimpan disimpan tersimpan
        - tetapkan menetapkan ditetapkan penetapan
        - ajak mengajak
        - arahkan mengarahkan diarahkan arahan
        - hadapkan berhadapan
        - sudut_pandang
        - ragu meragukan
        - pandangan pendapat opini masukan
        - kelompok golong digolongkan kategori_dokumen
        - mirip serupa menyerupai
        - kelihatan
        - tautan
        - kebijakan kebijakannya
        - dilaksanakan_oleh
        - ujung berujung berakibat mengakibatkan akibat akibatnya berdampak dampak konsekuensi berpotensi
        - bentuk_usaha
        - koordinasi berkoordinasi
        - pelanggaran melanggar dilanggar
        - target sasaran
        - inggris
        - menyenangkan mengenakkan
        - sempat sempatnya
        - balik
        - cukup cukuplah memadai
        #you anda bapak ibu kak saudara kamu
        ?should mohon harap silakan silahkan tolong mari ayo yuk
        ?or maupun
        + pakai memakai dipakai gunakan menggunakan digunakan pemakaian terpakai penggunaan
        + nomor
        + lebih_dulu terlebih_dahulu lebih_dahulu dahulu dulu pertama pertama_kali awal_sekali
        + siap kesiapan siapkan menyiapkan disiapkan persiapan persiapkan mempersiapkan
        pemrosesan memproses
        ^ bantu membantu bantuan dibantu
        ^ tanya menanyakan tanyakan bertanya pertanyaan ditanya
        ~ senang gembira bagus baik jujur terus_terang mampir singgah apresiasi menghargai hargai
        - singkatan kepanjangan akronim singkat sebutan istilah nama nama_nama bernama dinamai disebut_juga
        - hasil hasilnya
        - bawah di_bawah
        + kementerian kementeriannya
        + minta meminta mintalah permintaan memintanya
        + jawab menjawab dijawab jawaban tanggapi menanggapi balas membalas balasan
        + tawar penawaran menawarkan ditawarkan tawarkan
        + manusia orang
        + percaya memercayai_kami mempercayai_kami kepercayaan mempercayakan
        + cerita ceritakan menceritakan
        + ulang mengulang mengulangi
        + bicara berbicara pembicaraan membicarakan bahas membahas dibahas
        + data
        * masuk bergerak gerak isi pilah pergi bawa cari pikir rasa lupa tinggal hidup duduk berdiri naikkan letakkan taruh tempatkan arah tuntun antar jemput ikuti susul
        * sentuh tekan ketuk klik pencet geser gulir lampir unggah ketik tunjuk pandang tatap saksikan hitung ukur banding kenal kenali paham sadar mengerti
        * tinjaukan telusuri telaah dalami kaji pelajari catatkan tandai tekankan garisbawahi rapikan tata kumpulkan_dulu lengkapnya tentu_perlu
        * sendirinya bersama_sama dalamnya luar tempat wadah ruang arti makna waktu_nanti giliran urutan deret akhir akhirnya puncak
        * teman rekan keluarga pembaca penanya pengguna pihak_lain orang_lain isu topik tema pokok_bahasan persoalan perkara masalah soalan butiran uraiannya
        * kalimat kata istilahnya huruf sebaris paragraf teks halaman layar daftar_ini susunan kerangka peta_jalan rute rangkaian siklus
        * berguna manfaat bermanfaat fungsi berfungsi perlunya penyampaian pemikiran perasaan
        * kemauan niat minat pengetahuan ketahuan
        - lakukan_pengecekan
        ?only barulah baru_kemudian saja
        ^ maaf memaafkan
        + periksa diperiksa memeriksa pemeriksaan tilik
        pilihan opsional
        * pilih memilih nyaman patut layaknya seyogyanya pantas
        * bayangkan siapkan_diri singgung_balik antre tiba sampai_di berangkat_dari kembali_ke buka_mata
        * tulis_ulang rangkaikan kaitkan jumpa jumpai sapa sambut menyambut temani kawal
        * niscayanya tepat tepatnya persis persisnya kira_kiranya kurang_jelas
        * pertimbangkan mempertimbangkan pertimbangan pikirkan memikirkan dipikirkan renungkan
        * sayangnya untungnya hendaklah
        * butuhnya pemahamannya perlakuan perlakukan berlanjutnya kelola_waktu
        * wakil mewakili diwakili sertakan menyertakan disertakan disertai menyertai penyertaan lampirannya
        * jaga menjaga terjaga dijaga rawat pelihara
        * mencari dicari pencarian telusur menelusuri
        * bandingkan membandingkan perbandingan
        * sadari menyadari menduga duga perkirakan
        * ungkit singkap dapati mendapati
        * pisah_pisah urutkan mengurutkan berurutan urut runtut
        * sisa sisanya selebihnya lainnya_lagi
        * hubungannya kaitannya konteks konteksnya latar
        * unsurnya pokoknya intisari
        * alih_alih ketimbang daripada dibanding dibandingkan
        + periode masa kurun
        tertulis
        + tulis menulis ditulis tuliskan menuliskan
        - jam pukul
        @nib nomor_induk_berusaha
        paspor
        foto fotokopi gambar_foto
        rekening
        @escrow rekening_penampungan
        terpisah pisahkan memisahkan dipisahkan pisah berbeda_rekening bedakan membedakan dibedakan
        komisaris dewan_komisaris
        fiskal
        pajak
        pimpinan
        laporan pelaporan lapor melaporkan dilaporkan
        keuangan finansial
        laporan_keuangan
        audit diaudit teraudit auditnya
        akuntan
        publik
        jaminan_bank bank_garansi garansi_bank
        deposito
        dijaminkan agunan
        bank
        proposal rencana_bisnis proposal_bisnis
        sertifikat
        sertifikasi disertifikasi tersertifikasi
        akreditasi terakreditasi diakreditasi
        struktur organisasi struktur_organisasi bagan_organisasi
        kontrak kontrak_kerja
        karyawan pegawai pekerja sdm sumber_daya_manusia personel personalia tenaga_kerja staf
        kerja pekerjaan bekerja
        mampu kemampuan kapasitas sanggup
        manajerial manajemen
        teknis teknik
        sistem
        informasi
        bukti dibuktikan membuktikan pembuktian ditunjukkan menunjukkan tunjukkan
        mitra bermitra kemitraan rekanan
        sanksi
        bersih
        rekam_jejak riwayat track_record
        nilai dinilai menilai penilaian dievaluasi
        janji perjanjian_kerja
        perjanjian kesepakatan
        dana
        lapangan lokasi di_lokasi di_lapangan
        verifikasi memverifikasi diverifikasi
        tinjau tinjauan meninjau peninjauan ditinjau kunjungan berkunjung datang kunjungi
        rekomendasi merekomendasikan
        daring online elektronik secara_elektronik secara_daring
        + kanal saluran jalur jalurnya salurannya
        dokumen berkas surat_surat kelengkapan berkasnya
        asli orisinal
        lengkap dilengkapi melengkapi lengkapi
        perlengkapan peralatan
        sarana fasilitas prasarana
        terbit penerbitan diterbitkan menerbitkan keluar
        alur
        surut
        @kbli klasifikasi_baku_lapangan_usaha_indonesia
        kode
        lampiran
        perantara calo pihak_ketiga
        mandiri sendiri
        langsung
        lama lamanya durasi
        waktu_layanan
        tanggal
        tentukan ditentukan menentukan bergantung tergantung pengaruhi dipengaruhi memengaruhi mempengaruhi
        perbaiki perbaikan memperbaiki diperbaiki dibenahi benahi
        layak kelayakan memenuhi_syarat
        terus_ke_pusat diteruskan meneruskan teruskan
        keliru salah kesalahan
        hambat hambatan menghambat penghambat kendala menghalangi
        tunda menunda tertunda
        internet
        lama_lama
        baru terbaru terkini mutakhir
        cek tanyakan_kepastiannya dicek mengecek pengecekan pastikan memastikan dipastikan konfirmasi dikonfirmasi mengonfirmasi mengkonfirmasi periksa_kembali cocokkan dicocokkan mencocokkan pencocokan dipastikannya
        kertas
        tunggu menunggu
        risiko berisiko risikonya
        pidana
        penjara kurungan
        denda
        kategori
        pasal
        + ancaman ancamannya diancam terancam
        larangan larangannya
        hak berhak
        setoran setorannya
        gagal kegagalan
        telantar terlantar menelantarkan
        pulang kepulangan
        sebab_sebab menyebabkan penyebab penyebabnya
        hentikan penghentian berhenti dihentikan
        penghentian_sementara dihentikan_sementara
        paksaan
        beku pembekuan dibekukan membekukan
        cabut pencabutan dicabut mencabut
        administratif
        batal membatalkan pembatalan dibatalkan
        kembalikan dikembalikan pengembalian mengembalikan refund
        terima menerima diterima penerimaan
        daftar mendaftar pendaftaran terdaftar daftarnya
        berlaku masa_berlaku
        panjang diperpanjang memperpanjang perpanjangan
        perbarui diperbarui memperbarui pembaruan memperbaharui pembaharuan diperbaharui
        habis berakhir kedaluwarsa
        berkala periodik
        kewajiban kewajibannya
        penuhi dipenuhi memenuhi terpenuhi pemenuhan
        kriteria kriterianya
        indikator
        nol
        sertifikasi_ulang
        pengalaman berpengalaman
        kuota
        beda berbeda perbedaan pembedaan
        sama kesamaan
        gabung bergabung menggabungkan
        setuju persetujuan menyetujui disetujui
        komitmen berkomitmen
        mutu kualitas
        standar
        tanggung_jawab bertanggung_jawab penanggung_jawab
        dampingi pendampingan mendampingi didampingi
        jasa
        biaya ongkos biayanya tarif pungutan
        pengeluaran
        - pungut dipungut memungut dikenakan dikenai
        harga
        bayar membayar pembayaran dibayar
        cakupan cakupannya ruang_lingkup lingkup
        notaris
        besaran besarannya nominal jumlah jumlahnya
        latih pelatihan pelatihannya
        operasional
        keputusan putuskan memutuskan diputuskan
        klien pelanggan
        @admin adminnya tim petugas
        asisten
        otomatis
        chat percakapan obrolan webchat
        pesan
        kontak
        hubungi menghubungi dihubungi
        telepon ditelepon menelepon
        surel email e_mail
        libur
        alamat beralamat
        kota
        konsultasi
        konsultan
        jadwal dijadwalkan menjadwalkan
        janji_temu bertemu menemui pertemuan ketemu temu
        checklist ceklis daftar_periksa
        pdf
        unduh mengunduh diunduh
        template templat naskah
        review tinjauan_awal
        temuan
        progres perkembangan kemajuan
        grup
        tombol
        contoh
        studi_kasus studi
        kasus
        anonim tanpa_nama
        angka
        skala
        situs website laman
        testimoni ulasan
        bintang
        karangan rekaan
        dibagikan membagikan berbagi
        tampil ditampilkan menampilkan tampilkan
        salinan
        tanda_tangan menandatangani ditandatangani
        transfer mentransfer
        kirim mengirim mengirimkan dikirim dikirimkan pengiriman
        tinggalkan meninggalkan
        catat dicatat tercatat mencatat
        pribadi
        persetujuan_anda
        tarik menarik penarikan
        hapus penghapusan menghapus dihapus
        akses mengakses
        keluhan pengaduan aduan
        bahasa
        panduan pedoman pandu
        nasihat
        penasihat
        susun disusun menyusun
        putusan
        waspada waspadai berhati hati_hati
        yakin
        mengikuti
        tindak_lanjut ditindaklanjuti menindaklanjuti
        cabang
        berita_acara
        praktik
        pertengahan tengah
        batas batas_waktu tenggat
        lewat_waktu lewat_periode
        aktif aktifkan mengaktifkan pengaktifan
        akun
        buka membuka pembukaan dibuka
        tutup menutup
        instruksi
        gratis_biaya
        maju
        kuasai
        cepat percepat dipercepat segera secepatnya seketika serta_merta
        mudah gampang mempermudah
        murah terjangkau hemat
        mahal
        terbaik unggul
        aman keamanan
        penting
        besar
        kecil
        tinggi
        rendah
        banyak
        sedikit
        tambah tambahan menambah penambahan
        kurang kekurangan
        naik menaikkan
        turun menurunkan
        tolak ditolak menolak penolakan
        lulus
        selesai menyelesaikan penyelesaian
        alasan
        tindak bertindak
        siapa_pun siapapun setiap_orang semua_orang mana_pun manapun apa_pun apapun
        kapan_saja kapan_pun kapanpun sewaktu_waktu
        bersangkutan
        digital
        foto_ktp
        pemberitaan berita media
        bunyi
        sekadar_info
        @arab_saudi saudi
        @siskopatuh
        @oss online_single_submission
        @kan komite_akreditasi_nasional
        @lsuhk lembaga_sertifikasi_umrah_dan_haji_khusus
        @uu undang_undang
        @pp peraturan_pemerintah
        @kma keputusan_menteri_agama
        @pma peraturan_menteri_agama
        @permenhaj peraturan_menteri_haji_dan_umrah
        @perpres peraturan_presiden
        @diy yogyakarta daerah_istimewa_yogyakarta
        @whatsapp wa
        @indonesia
        #must wajib harus mesti diwajibkan diharuskan mewajibkan mengharuskan keharusan mutlak
        #need perlu memerlukan diperlukan butuh membutuhkan dibutuhkan usah
        #may dapat bisa boleh diperbolehkan dibolehkan diizinkan diperkenankan memungkinkan dimungkinkan
        #should sebaiknya hendaknya seyogianya dianjurkan disarankan baiknya ada_baiknya
        #will akan bakal
        #possible mungkin kemungkinan barangkali boleh_jadi bisa_jadi
        #no tidak bukan tanpa belum tak tiada bukanlah tidaklah nggak enggak jangan
        #promise jamin dijamin menjamin menjaminkan janjikan menjanjikan dijanjikan berjanji garansi bergaransi pasti jaminan kepastian niscaya seratus_persen pasti_lolos lolos tanggung_sukses dijanjikannya
        #if jika bila apabila kalau jikalau seandainya andaikan asalkan asal
        #except kecuali terkecuali
        #only hanya cuma sekadar semata hanyalah sebatas
        #while selama sepanjang
        ?if,while,after ketika saat pada_saat sewaktu
        #before sebelum sebelumnya
        #after sesudah setelah usai seusai selepas sehabis begitu_terbit
        #since sejak semenjak terhitung
        #until sampai hingga sampai_dengan
        #all semua seluruh seluruhnya segala semuanya
        #each setiap tiap masing_masing
        #some sebagian beberapa
        #most sebagian_besar kebanyakan mayoritas terutama
        #always selalu senantiasa selamanya
        #or atau ataupun
        #atmost paling_lama paling_lambat paling_banyak maksimal maksimum selambat_lambatnya sebanyak_banyaknya paling_tinggi tidak_lebih_dari
        #atleast minimal minimum paling_sedikit paling_singkat paling_tidak sekurang_kurangnya sedikitnya setidaknya paling_kurang sekurangnya paling_cepat
        #more lebih_dari melebihi di_atas
        #less kurang_dari di_bawah_angka
        #about sekitar kira_kira kurang_lebih lebih_kurang
        #we kami
        &no,may dilarang terlarang melarang
        &no,biaya gratis cuma_cuma
        &no,kewajiban tidak_mewajibkan
        &no,may tidak_bisa tidak_dapat tidak_boleh tak_boleh tak_bisa tak_dapat tidak_diperbolehkan tidak_diperkenankan
        """
}
