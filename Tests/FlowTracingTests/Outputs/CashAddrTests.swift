import Testing

@testable import FlowTracing

/// The vectors of the specification.
@Suite struct CashAddrTests {
    private static let twenty = "f5bf48b397dae70be82b3cca4793f8eb2b6cdac9"

    @Test(arguments: [
        ("bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2", "bitcoincash", 0 as UInt8, twenty),
        ("bchtest:pr6m7j9njldwwzlg9v7v53unlr4jkmx6eyvwc0uz5t", "bchtest", 1, twenty),
        ("pref:pr6m7j9njldwwzlg9v7v53unlr4jkmx6ey65nvtks5", "pref", 1, twenty),
        ("prefix:0r6m7j9njldwwzlg9v7v53unlr4jkmx6ey3qnjwsrf", "prefix", 15, twenty),
        (
            "bitcoincash:q9adhakpwzztepkpwp5z0dq62m6u5v5xtyj7j3h2ws4mr9g0", "bitcoincash", 0,
            "7adbf6c17084bc86c1706827b41a56f5ca32865925e946ea"
        ),
        (
            "bitcoincash:qgagf7w02x4wnz3mkwnchut2vxphjzccwxgjvvjmlsxqwkcw59jxxuz", "bitcoincash", 0,
            "3a84f9cf51aae98a3bb3a78bf16a6183790b18719126325bfc0c075b"
        ),
        (
            "bitcoincash:qvch8mmxy0rtfrlarg7ucrxxfzds5pamg73h7370aa87d80gyhqxq5nlegake", "bitcoincash", 0,
            "3173ef6623c6b48ffd1a3dcc0cc6489b0a07bb47a37f47cfef4fe69de825c060"
        ),
        ("bitcoincash:zr6m7j9njldwwzlg9v7v53unlr4jkmx6eycnjehshe", "bitcoincash", 2, twenty),
    ])
    func `both ways`(text: String, prefix: String, type: UInt8, hash: String) throws {
        let decoded = try #require(CashAddr.decode(text.utf8, prefix: prefix))
        #expect(decoded.type == type)
        #expect(Hex.text(decoded.hash) == hash)
        #expect(CashAddr.encode(type: type, hash: decoded.hash, prefix: prefix) == text)
        let bare = text.utf8.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        #expect(CashAddr.decode(bare, prefix: prefix)?.hash == decoded.hash)
        #expect(CashAddr.decode(text.uppercased().utf8, prefix: prefix)?.hash == decoded.hash)
        #expect(CashAddr.decode(bare, prefix: prefix + "x") == nil)
    }

    @Test(arguments: [
        ("1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
        ("1KXrWXciRDZUpQwQmuM1DbwsKDLYAYsVLR", "bitcoincash:qr95sy3j9xwd2ap32xkykttr4cvcu7as4y0qverfuy"),
        ("16w1D5WRVKJuZUsSRzdLp9w3YGcgoxDXb", "bitcoincash:qqq3728yw0y47sqn6l2na30mcw6zm78dzqre909m2r"),
        ("3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC", "bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq"),
        ("3LDsS579y7sruadqu11beEJoTjdFiFCdX4", "bitcoincash:pr95sy3j9xwd2ap32xkykttr4cvcu7as4yc93ky28e"),
        ("31nwvkZwyPdgzjBJZXfDmSWsC4ZLKpYyUw", "bitcoincash:pqq3728yw0y47sqn6l2na30mcw6zm78dzq5ucqzc37"),
    ])
    func `old addresses are the same addresses`(old: String, text: String) throws {
        let address = try #require(ScriptAddress(old, network: .bitcoinCash))
        #expect(address.text == text)
        #expect(ScriptAddress(String(text.split(separator: ":")[1]), network: .bitcoinCash) == address)
        #expect(ScriptAddress(text, network: .bitcoin) == nil)
        #expect(ScriptNetwork.recognise(text) == .bitcoinCash)
        #expect(ScriptNetwork.recognise(old) == .bitcoin)
    }

    @Test(arguments: [
        "", ":", "bitcoincash:", "bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg3",
        "bitcoincash:Qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2",
        "BITCOINCASH:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2",
        "bitcoincash:bitcoincash:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2",
        "bchtest:qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2", "qr6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg",
        "bitcoincash:br6m7j9njldwwzlg9v7v53unlr4jkmx6eylep8ekg2", String(repeating: "q", count: 1_000_000),
        // A hash of 32 bytes is a template of its own, which is not read.
        "bitcoincash:qvch8mmxy0rtfrlarg7ucrxxfzds5pamg73h7370aa87d80gyhqxq5nlegake",
    ])
    func `what is no address`(text: String) { #expect(ScriptAddress(text, network: .bitcoinCash) == nil) }
}
