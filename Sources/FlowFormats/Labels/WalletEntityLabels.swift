import FlowTracing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// FollowTheMoney entities, one JSON object a line (OpenSanctions' `entities.ftm.json` and `targets.nested.json`): those of
/// the schema `CryptoWallet`, alone or inside the entity that holds them.
///
/// A wallet of data set `us_ofac_sdn` is OFAC's, of `us_fincen_311` a section 311 finding; else one of topic `sanction`
/// stands on another authority's list, and any other is the community's. When its crawlers saw an entity first is not
/// since when it is listed: only a sanction's own dates are read.
enum WalletEntityLabels: LabelList {
    static let name = "ftm-wallets"
    static let summary = "FollowTheMoney entities, JSON lines (OpenSanctions), schema CryptoWallet"

    /// Bytes of one entity with all that is nested in it.
    private static let lineLimit = 1 << 24

    static func recognises(_ sample: LabelSample) -> Bool {
        guard let first = sample.lines.first, first.hasPrefix("{") else { return false }
        return first.contains("\"schema\"") && first.contains("\"properties\"") && first.contains("\"id\"")
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        var wallets: [WalletEntity] = []
        var lines = try TextLines(source, limit: lineLimit)
        while let bytes = try lines.nextBytes() {
            guard mentionsWallets(bytes) else { continue }
            do throws(WalletEntity.Fault) {
                try WalletEntity.find(in: bytes, line: lines.line, &wallets)
            } catch {
                labels.reject(line: lines.line, error.reason)
            }
        }
        let names = try holderNames(of: wallets, in: source)
        for wallet in wallets { wallet.add(to: &labels, holders: names) }
        describe(wallets, &labels)
    }

    /// Whether a line is worth reading as JSON: nearly none is. Looked for by its rarest letter.
    private static func mentionsWallets(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let base = bytes.baseAddress else { return false }
        let word: StaticString = "\"CryptoWallet\""
        let (count, rare) = (word.utf8CodeUnitCount, 7)
        var from = rare
        while from + count - rare <= bytes.count {
            guard let hit = memchr(base + from, 0x57, bytes.count - from) else { return false }
            let start = UnsafeRawPointer(hit) - rare
            if start + count <= UnsafeRawPointer(base) + bytes.count, memcmp(start, word.utf8Start, count) == 0 {
                return true
            }
            from = UnsafeRawPointer(hit) - UnsafeRawPointer(base) + 1
        }
        return false
    }

    private enum Field: String, JSONField {
        case id, caption
        static let table = JSONFieldTable<Field>()
    }

    /// Captions of the entities that hold wallets, which may stand before or behind them.
    private static func holderNames(
        of wallets: [WalletEntity], in source: ByteSource
    ) throws(InputError) -> [String: String] {
        let wanted = Set(wallets.flatMap { $0.holder == nil ? $0.holderIDs : [] })
        var names: [String: String] = [:]
        guard !wanted.isEmpty else { return names }
        var lines = try TextLines(source, limit: lineLimit)
        while names.count < wanted.count, let bytes = try lines.nextBytes() {
            guard let base = bytes.baseAddress, !bytes.isEmpty else { continue }
            var cursor = JSONCursor(base, from: 0, to: bytes.count)
            var id: String?
            var caption: String?
            // Lines that are no entity were reported where they matter.
            do throws(JSONFault) {
                var members = try JSONMembers<Field>(&cursor)
                while let field = try members.next(&cursor) {
                    switch field {
                    case .id: id = try cursor.label()
                    case .caption: caption = try cursor.label()
                    }
                }
            } catch { continue }
            if let id, let caption, wanted.contains(id) { names[id] = caption }
        }
        return names
    }

    private static func describe(_ wallets: [WalletEntity], _ labels: inout LabelCollector) {
        labels.file.publisher = "OpenSanctions"
        labels.file.source = "https://www.opensanctions.org"
        // The newest crawl that any of its wallets was seen in.
        if let seen = wallets.compactMap(\.lastSeen).max() {
            labels.file.date = seen
            labels.file.version = Timestamp.text(seen)
        }
    }
}
