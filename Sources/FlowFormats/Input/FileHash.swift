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
}
