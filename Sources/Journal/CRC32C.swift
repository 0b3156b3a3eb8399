/// CRC-32C (Castagnoli), the checksum of iSCSI (RFC 3720, B.4), ext4 and Kafka: polynomial 0x1EDC6F41, reflected.
///
/// Slicing-by-8: eight table look-ups take in eight bytes at once, which reaches 2 GB/s without special instructions.
/// The method: M. E. Kounavis, F. L. Berry, "Novel Table Lookup-Based Algorithms for High-Performance CRC Generation".
enum CRC32C {
    /// The sum of `bytes`, or its continuation where `sum` is that of the bytes before them.
    ///
    /// - Complexity: O(bytes), about 0.5 ns each.
    static func sum(_ bytes: UnsafeRawBufferPointer, continuing sum: UInt32 = 0) -> UInt32 {
        guard var cursor = bytes.baseAddress else { return sum }
        let tables = Self.tables
        var crc = ~sum
        var count = bytes.count
        while count >= 8 {
            let word = UInt64(littleEndian: cursor.loadUnaligned(as: UInt64.self)) ^ UInt64(crc)
            crc =
                tables[1792 + Int(word & 0xFF)] ^ tables[1536 + Int(word >> 8 & 0xFF)]
                ^ tables[1280 + Int(word >> 16 & 0xFF)] ^ tables[1024 + Int(word >> 24 & 0xFF)]
                ^ tables[768 + Int(word >> 32 & 0xFF)] ^ tables[512 + Int(word >> 40 & 0xFF)]
                ^ tables[256 + Int(word >> 48 & 0xFF)] ^ tables[Int(word >> 56)]
            cursor += 8
            count -= 8
        }
        while count > 0 {
            crc = crc >> 8 ^ tables[Int((crc ^ UInt32(cursor.load(as: UInt8.self))) & 0xFF)]
            cursor += 1
            count -= 1
        }
        return ~crc
    }

    /// Eight tables of 256 in one block that is never freed, so that a look-up costs neither a retain nor a bounds check.
    /// Unsafe only in that the compiler cannot see what is true: nobody writes to it after this initializer.
    private nonisolated(unsafe) static let tables: UnsafePointer<UInt32> = {
        let tables = UnsafeMutablePointer<UInt32>.allocate(capacity: 8 * 256)
        for byte in 0..<256 {
            var crc = UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
            tables[byte] = crc
        }
        for slice in 1..<8 {
            for byte in 0..<256 {
                let before = tables[(slice - 1) * 256 + byte]
                tables[slice * 256 + byte] = before >> 8 ^ tables[Int(before & 0xFF)]
            }
        }
        return UnsafePointer(tables)
    }()
}
