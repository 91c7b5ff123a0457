import FlowTracing

/// OFAC's sdn.csv, without a header, with what of its remarks stands in sdn_comments.csv beside it.
///
/// Remarks that are longer than their column go on in the second file, cut anywhere, also inside an address. The files of
/// addresses and of other names (add.csv, alt.csv) have no wallets; they and the comments are recognised, and say so.
enum SDNPairLabels: LabelList {
    static let name = "ofac-sdn-csv"
    static let summary = "OFAC list sdn.csv with sdn_comments.csv beside it"

    /// Bytes of remarks that are kept of the second file.
    private static let commentLimit = 1 << 26

    private enum Part { case parties, comments, addresses, names }

    static func recognises(_ sample: LabelSample) -> Bool { part(sample.lines.first ?? "", sample.name) != nil }

    /// By the number of columns; those that other lists may have too, by the file's name besides.
    private static func part(_ line: String, _ name: String) -> Part? {
        let name = name.lowercased()
        guard let columns = columnCount(line) else { return nil }
        return switch columns {
        case 12 where line.contains("-0-"): .parties
        case 2 where name.contains("comments"): .comments
        case 6 where name.hasPrefix("add"): .addresses
        case 5 where name.hasPrefix("alt"): .names
        default: nil
        }
    }

    /// `nil` for a line that does not begin with a number.
    private static func columnCount(_ line: String) -> Int? {
        guard let first = line.utf8.first, first >= 0x30, first <= 0x39 else { return nil }
        var count = 1
        var isQuoted = false
        for byte in line.utf8 {
            if byte == 0x22 { isQuoted.toggle() }
            if byte == 0x2c, !isQuoted { count += 1 }
        }
        return count
    }

    static func read(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        OFACList.begin(&labels, list: name)
        let first = try firstLine(source)
        switch part(first, LabelSample("", name: source.name).name) {
        case .comments:
            labels.file.list += "-comments"
            labels.file.remarks.append("remarks that are read together with sdn.csv beside them")
        case .addresses, .names:
            labels.file.list += "-" + LabelFile.title(of: source.name)
            labels.file.remarks.append("postal addresses and other names of parties: no wallets")
        case .parties, nil: try readParties(source, into: &labels)
        }
    }

    private static func firstLine(_ source: ByteSource) throws(InputError) -> String {
        let window = try ByteWindow(source)
        try window.fill(atLeast: LabelSample.limit)
        var i = window.start
        while i < window.end, window.base[i] != 0x0a { i += 1 }
        return String(
            decoding: UnsafeBufferPointer(start: window.base + window.start, count: i - window.start), as: UTF8.self)
    }

    private static func readParties(_ source: ByteSource, into labels: inout LabelCollector) throws(InputError) {
        let comments = try comments(beside: source, &labels)
        var joined = 0
        var rows = try LabelRows(source)
        var names = ColumnNames(header: [
            "ent_num", "SDN_Name", "SDN_Type", "Program", "Title", "Call_Sign", "Vess_type", "Tonnage", "GRT",
            "Vess_flag", "Vess_owner", "Remarks",
        ])
        let number = names.column("ent_num")
        let partyName = names.column("SDN_Name")
        let program = names.column("Program")
        let remarks = names.column("Remarks")
        rows.bind(names)
        var record = Record()
        while try rows.next(&record, &labels) {
            let uid = record.value(number)?.string ?? ""
            // The end of the file as of old.
            if uid == "\u{1a}" { continue }
            guard !uid.isEmpty, uid.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                labels.reject(line: record.line, "the row begins with no number of a party")
                continue
            }
            guard let text = record.value(remarks)?.string, text != "-0-" else { continue }
            var party = SanctionedParty(number: uid, name: record.value(partyName)?.string ?? "")
            for one in (record.value(program)?.string ?? "").split(separator: "]") {
                party.add(program: one.filter { $0 != "[" })
            }
            let rest = comments[uid]
            if rest != nil { joined += 1 }
            // Every whole remark ends in a full stop.
            let isCut = rest == nil && !text.hasSuffix(".")
            add(remarks: text + (rest ?? ""), isCut: isCut, line: record.line, &party, &labels)
            party.addWallets(to: &labels)
        }
        if joined > 0 {
            labels.file.remarks.append("remarks of \(counted(joined, "party", "parties")) joined with the second file")
        }
    }

    private static func add(
        remarks: String, isCut: Bool, line: Int, _ party: inout SanctionedParty, _ labels: inout LabelCollector
    ) {
        let items = remarks.split(separator: ";")
        for (place, item) in items.enumerated() {
            var text = LabelEntry.trimmed(String(item))[...]
            if text.hasPrefix("alt. ") { text = text.dropFirst(5) }
            guard let ticker = OFACList.ticker(text) else { continue }
            var address = text.split(separator: " ").last ?? ""
            if place == items.count - 1, address.hasSuffix(".") { address = address.dropLast() }
            if isCut, place == items.count - 1 {
                labels.reject(
                    line: line, "'\(Excerpt.text(String(address)))' breaks off: the remarks go on in sdn_comments.csv")
            } else {
                party.wallets.append(.init(line: line, ticker: ticker, address: String(address)))
            }
        }
    }

    /// Remarks of the second file by the number of the party; none where there is no such file.
    private static func comments(
        beside source: ByteSource, _ labels: inout LabelCollector
    ) throws(InputError) -> [String: String] {
        guard let path = commentsPath(beside: source.name) else {
            labels.file.remarks.append("no sdn_comments.csv beside it: remarks that go on there are cut")
            return [:]
        }
        let second = try ByteSource(path: path)
        labels.file.companions.append(.init(name: path, sha256: second.streamedSHA256))
        var comments: [String: String] = [:]
        var rows = try LabelRows(second)
        var names = ColumnNames(header: ["ent_num", "Remarks"])
        let number = names.column("ent_num")
        let remarks = names.column("Remarks")
        rows.bind(names)
        var record = Record()
        var bytes = 0
        // Faults are those of the second file: they are told by its name.
        var faults = LabelCollector(file: LabelFile(name: path, format: name))
        while try rows.next(&record, &faults) {
            guard let uid = record.value(number)?.string, let text = record.untrimmed(remarks) else { continue }
            bytes += text.utf8.count
            guard bytes <= commentLimit else {
                throw .file(name: path, reason: "has more than \(commentLimit >> 20) MiB of remarks")
            }
            comments[uid, default: ""] += text
        }
        labels.adopt(problemsOf: faults.file)
        return comments
    }

    private static func commentsPath(beside path: String) -> String? {
        let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let (folder, file) = (path[..<slash], path[slash...])
        var names = ["sdn_comments.csv", "SDN_COMMENTS.CSV"]
        if let dot = file.lastIndex(of: ".") {
            names.insert("\(file[..<dot])_comments\(file[dot...])", at: 0)
        }
        return names.map { folder + $0 }.first(where: InputPaths.exists)
    }
}
