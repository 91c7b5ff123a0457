import FlowFormats
import FlowTracing
import Foundation

/// `lymer-bench labels [--megabytes N] [--reps N]`: label lists of N MB (100) from a file to checked tags, hash of the file
/// included: speed, entries, and the most memory that was in use. The lists are generated. In seconds of the processor: all
/// of it runs on one thread.
struct LabelMeasures {
    private var megabytes = 100
    private var reps = 3

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard let number = rest.popFirst().flatMap({ Int($0) }), number > 0 else {
                throw Measuring.Misuse(argument: argument)
            }
            switch argument {
            case "--megabytes": megabytes = number
            case "--reps": reps = number
            default: throw Measuring.Misuse(argument: argument)
            }
        }
    }

    func run() throws {
        Conditions.emit()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lymer-labels-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for list in GeneratedList.allCases {
            let file = folder.appendingPathComponent(list.fileName)
            let bytes = try list.write(to: file, megabytes: megabytes)
            try measure(list, file.path, bytes)
            try FileManager.default.removeItem(at: file)
        }
    }

    private func measure(_ list: GeneratedList, _ path: String, _ bytes: Int) throws {
        var times: [Double] = []
        var peaks: [Double] = []
        var entries = 0
        for _ in 0..<reps {
            // Forgets the high-water mark of memory.
            try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
            let before = processMemory("VmRSS")
            let start = processorSeconds()
            let read = try LabelReader.contents(of: [path])
            times.append(processorSeconds() - start)
            peaks.append(Double(processMemory("VmHWM") - before))
            guard let file = read.first?.file, file.leftOut == 0 else { throw Measuring.Misuse(argument: path) }
            entries = file.tags
        }
        let output = Output(peer: "lymer", transfers: entries)
        let check = "\(bytes) bytes, \(entries) entries"
        let time = times.quantile(0.5)
        output.emit("labels_\(list.rawValue)_speed", Double(bytes) / 1e6 / time, "MB/s", check: check)
        output.emit("labels_\(list.rawValue)_entries", Double(entries) / time, "entries/s", check: check)
        output.emit("labels_\(list.rawValue)_peak", peaks.quantile(0.5) / 1e6, "MB", check: check)
    }
}

/// Lists as their publishers write them, most of it about parties without wallets.
private enum GeneratedList: String, CaseIterable {
    case advanced, plain, entities, csv

    var fileName: String {
        switch self {
        case .advanced: "sdn_advanced.xml"
        case .plain: "sdn.xml"
        case .entities: "entities.ftm.json"
        case .csv: "list.csv"
        }
    }

    /// Bytes written.
    func write(to file: URL, megabytes: Int) throws -> Int {
        try Data().write(to: file)
        let handle = try FileHandle(forWritingTo: file)
        defer { try? handle.close() }
        var written = 0
        func put(_ text: String) throws {
            try handle.write(contentsOf: Data(text.utf8))
            written += text.utf8.count
        }
        try put(head)
        var number = 0
        while written < megabytes * 1_000_000 {
            var text = ""
            for _ in 0..<1_000 {
                number += 1
                text += party(number)
            }
            try put(text)
        }
        try put(tail)
        return written
    }

    private var head: String {
        switch self {
        case .advanced:
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Sanctions xmlns=\"https://example.org/ADVANCED_XML\">\n"
                + "<DateOfIssue CalendarTypeID=\"1\"><Year>2026</Year><Month>1</Month><Day>15</Day></DateOfIssue>\n"
                + "<ReferenceValueSets><FeatureTypeValues><FeatureType ID=\"345\" FeatureTypeGroupID=\"1\">"
                + "Digital Currency Address - ETH</FeatureType></FeatureTypeValues></ReferenceValueSets>\n<DistinctParties>\n"
        case .plain:
            "<?xml version=\"1.0\" standalone=\"yes\"?>\n<sdnList xmlns=\"https://example.org/XML\">\n"
                + "<publshInformation><Publish_Date>01/15/2026</Publish_Date></publshInformation>\n"
        case .entities: ""
        case .csv: "chain,address,label,category,confidence\n"
        }
    }

    private var tail: String {
        switch self {
        case .advanced: "</DistinctParties></Sanctions>\n"
        case .plain: "</sdnList>\n"
        case .entities, .csv: ""
        }
    }

    private func address(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "0x" + String(repeating: "0", count: 40 - digits.count) + digits
    }

    /// One of 25 has a wallet; of the rows of a CSV, every one.
    private func party(_ number: Int) -> String {
        let hasWallet = number % 25 == 0
        switch self {
        case .csv: return "1,\(address(number)),label \(number),exchange,80\n"
        case .advanced:
            var text =
                "<DistinctParty FixedRef=\"\(number)\"><Profile ID=\"\(number)\" PartySubTypeID=\"3\">\n"
                + "<Identity ID=\"\(number)\" FixedRef=\"\(number)\" Primary=\"true\" False=\"false\">"
            for alias in 0..<4 {
                text +=
                    "<Alias FixedRef=\"\(number)\" AliasTypeID=\"1403\" Primary=\"\(alias == 0)\" LowQuality=\"false\">"
                    + "<DocumentedName ID=\"\(number)\" FixedRef=\"\(number)\" DocNameStatusID=\"1\"><DocumentedNamePart>"
                    + "<NamePartValue NamePartGroupID=\"1\" ScriptID=\"215\" ScriptStatusID=\"1\" Acronym=\"false\">"
                    + "PARTY \(number) \(alias)</NamePartValue></DocumentedNamePart></DocumentedName></Alias>\n"
            }
            text += "</Identity>\n"
            for feature in 0..<3 {
                text +=
                    "<Feature ID=\"\(number)\" FeatureTypeID=\"\(hasWallet && feature == 0 ? 345 : 8)\">"
                    + "<FeatureVersion ID=\"\(number)\" ReliabilityID=\"1560\"><VersionDetail DetailTypeID=\"1432\">"
                    + "\(address(number))</VersionDetail></FeatureVersion>"
                    + "<IdentityReference IdentityID=\"\(number)\" IdentityFeatureLinkTypeID=\"1\"/></Feature>\n"
            }
            return text + "</Profile></DistinctParty>\n"
        case .plain:
            var text =
                "<sdnEntry><uid>\(number)</uid><lastName>PARTY \(number)</lastName><sdnType>Entity</sdnType>"
                + "<programList><program>CYBER2</program></programList>\n<idList>"
            for id in 0..<3 {
                text +=
                    "<id><uid>\(number)</uid><idType>"
                    + (hasWallet && id == 0 ? "Digital Currency Address - ETH" : "Registration Number")
                    + "</idType><idNumber>\(address(number))</idNumber></id>"
            }
            text += "</idList>\n<akaList>"
            for alias in 0..<4 {
                text +=
                    "<aka><uid>\(alias)</uid><type>a.k.a.</type><category>strong</category>"
                    + "<lastName>ALIAS \(alias)</lastName></aka>"
            }
            return text + "</akaList></sdnEntry>\n"
        case .entities:
            let common = "\"datasets\":[\"us_ofac_sdn\"],\"last_seen\":\"2026-01-15T06:00:00\"}\n"
            let names = (0..<8).map { "\"Party \(number) \($0)\"" }.joined(separator: ",")
            let person =
                "{\"id\":\"p-\(number)\",\"caption\":\"Party \(number)\",\"schema\":\"Person\",\"properties\":{"
                + "\"name\":[\(names)],\"topics\":[\"sanction\"],\"country\":[\"xx\"]},\(common)"
            guard hasWallet else { return person }
            return person
                + "{\"id\":\"w-\(number)\",\"caption\":\"\(address(number))\",\"schema\":\"CryptoWallet\",\"properties\":{"
                + "\"publicKey\":[\"\(address(number))\"],\"holder\":[\"p-\(number)\"],\"topics\":[\"sanction\"]},\(common)"
        }
    }
}
