import COpenSSL
import FlowTracing

/// SHA-256 by OpenSSL.
package enum SHA256Digest {
    /// - Complexity: O(bytes), about 2 GB/s.
    package static func of(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        let code = EVP_Digest(bytes.baseAddress, bytes.count, &digest, &length, EVP_sha256(), nil)
        precondition(code == 1 && length == 32, "OpenSSL lacks SHA-256")
        return digest
    }
}

extension ByteSource {
    /// SHA-256 of the bytes as stored, in lower-case hex.
    ///
    /// - Complexity: O(bytes), about 2 GB/s.
    public var sha256: String { Hex.text(SHA256Digest.of(stored)) }

    /// As `sha256`, piece by piece, giving the memory of each piece back: for large files that are read once more.
    ///
    /// - Complexity: O(bytes), about 2 GB/s.
    var streamedSHA256: String {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("no memory for a hash") }
        defer { EVP_MD_CTX_free(context) }
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        var code = EVP_DigestInit_ex(context, EVP_sha256(), nil)
        var place = 0
        while place < stored.count {
            let end = min(stored.count, place + ByteSource.releasedBytes)
            code &= EVP_DigestUpdate(context, stored.baseAddress! + place, end - place)
            release(place..<end)
            place = end
        }
        code &= EVP_DigestFinal_ex(context, &digest, &length)
        precondition(code == 1 && length == 32, "OpenSSL lacks SHA-256")
        return Hex.text(digest)
    }
}
