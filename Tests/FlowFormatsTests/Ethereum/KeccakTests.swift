import FlowTracing
import Testing

@testable import FlowFormats

@Suite("Keccak-256 and created contracts")
struct KeccakTests {
    /// Published vectors, and the event whose hash every ERC-20 log carries.
    @Test(arguments: [
        ("", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        ("abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
        (
            "The quick brown fox jumps over the lazy dog",
            "4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15"
        ),
        ("Transfer(address,address,uint256)", "ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"),
    ])
    func published(text: String, digest: String) {
        #expect(Hex.text(Keccak256.hash(text.utf8)) == digest)
    }

    /// Around the rate of 136 bytes; digests from another implementation.
    @Test(arguments: [
        (1, "bc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a"),
        (135, "cbdfd9dee5faad3818d6b06f95a219fd290b0e1706f6a82e5a595b9ce9faca62"),
        (136, "7ce759f1ab7f9ce437719970c26b0a66ff11fe3e38e17df89cf5d29c7d7f807e"),
        (137, "ac73d4fae68b8453f764007c1a20ce95994187861f0c3227a3a8e99a73a3b1db"),
        (272, "8e2476e65823b24d96ebe239f2c1534cdf763e689e2410c3b1cb0c74e6177bfc"),
        (273, "3f02f134370e4debb95140ef49ddd3aed8c65ff1ed83a43f1b269421f179c5f9"),
    ])
    func aroundTheRate(count: Int, digest: String) {
        #expect(Hex.text(Keccak256.hash((0..<count).map { UInt8($0 % 251) })) == digest)
    }

    /// The permutation of the zero state begins with this lane (The Keccak reference, test vectors).
    @Test func permutation() {
        var state = [UInt64](repeating: 0, count: 25)
        Keccak256.permute(&state)
        #expect(state[0] == 0xF125_8F79_40E1_DDE7)
    }

    /// Nonces at every change of RLP's length; addresses from another implementation.
    @Test(arguments: [
        (UInt64(0), "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d"), (1, "0x343c43a37d37dff08ae8c4a11544c718abb4fcf8"),
        (127, "0x06d9a77f5e4b311bae8d559db9cdb4df94104aa0"), (128, "0x08e190dcb7b73f5fcdabb43e102215c83659a76d"),
        (255, "0x3ef7c1a519e4b4431e317d7839340e3139b03c65"), (256, "0x3837c1ae70354f670550c746580199ac6a73cb0a"),
        (65535, "0x65260eecff4edebabe134f76f1f39a91defde56c"), (65536, "0xf666a819b370d38f44f2573464da3fba8479b917"),
        (1 << 63, "0x2784510e2ee056fdb751085bad9a38b57799fd99"), (.max, "0x9bc924993b60399df164c3763a964301d3db95ca"),
    ])
    func created(nonce: UInt64, address: String) throws {
        guard case .bytes(let sender) = Address("0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0", form: .evm) else {
            Issue.record("no address")
            return
        }
        #expect(Address.bytes(CreatedContract.address(sender: sender, nonce: nonce)).text(form: .evm) == address)
    }
}
