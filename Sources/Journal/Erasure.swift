/// The erasing of a stream.
enum Erasure {
    /// The value of `erasure_id` in a receipt's data: the bytes between its quotes.
    static func identifier(in data: [UInt8]) -> String? {
        let key = Array("\"erasure_id\":\"".utf8)
        guard data.count > key.count else { return nil }
        for start in 0...(data.count - key.count) where data[start] == key[0] && data[start..<start + key.count].elementsEqual(key) {
            let value = data[(start + key.count)...].prefix { $0 != UInt8(ascii: "\"") }
            return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
        }
        return nil
    }
}
