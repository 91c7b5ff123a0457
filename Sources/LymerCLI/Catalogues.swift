import ArgumentParser
import FlowFormats
import FlowTracing

/// Lists the registered rules.
struct Rules: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the rules by which tainted value leaves a holding.")

    mutating func run() throws {
        var text = ""
        for rule in TaintRule.allCases {
            text += Catalogue.line(rule.rawValue, rule.summary + (rule == .haircut ? " (default)" : "")) + "\n"
        }
        try Output.print(text)
    }
}

/// Lists every heuristic that may speak in an answer.
struct HeuristicList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heuristics",
        abstract: "List the heuristics: name, version, confidence, source, and when they are wrong.",
        discussion: """
            What they say is inference, marked so wherever it is shown. It changes no traced amount, unless a coinjoin \
            (--coinjoin stop), a service by behaviour (--guard stop) or a deposit address (--inferred-endpoints on) is let \
            end the trace. Cluster heuristics never do.
            """)

    mutating func run() throws {
        var text = ""
        for one in Heuristics.all {
            text += Catalogue.line(one.name, "version \(one.version), confidence \(one.confidence)") + "\n"
            text += "    \(one.summary)\n"
            text += "    source: \(one.source)\n"
            text += "    may be wrong for: \(one.knownFalsePositives)\n"
            for parameter in one.parameters { text += "    \(parameter.name): \(parameter.value)\n" }
        }
        try Output.print(text)
    }
}

/// Lists what an address' category does to a trace.
struct Categories: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the categories of labels that end a trace, and how.",
        discussion: """
            A label of one of these categories and a confidence of 60 or more ends the trace where value arrives. \
            Every other category is shown and stops nothing. Nothing else decides it. \
            --crosswalk lists our categories beside INTERPOL's DW-VA ids, GraphSense's concepts and AADAPT.
            """)

    @Flag(help: "List our categories in the words of INTERPOL DW-VA, GraphSense and AADAPT.")
    var crosswalk = false

    @Option(help: ArgumentHelp("A DW-VA taxonomy in Turtle to look its terms up in.", valueName: "ttl"))
    var vocabulary: String?

    mutating func run() throws {
        if crosswalk || vocabulary != nil {
            let known = try vocabulary.map { path throws(Failure) in
                do throws(InputError) { return try Vocabulary.read(path: path) } catch { throw Reading.end(error) }
            }
            return try Output.print(Crosswalks.text(known))
        }
        var text = ""
        for (category, role) in Category.table { text += Catalogue.line(category, role.description) + "\n" }
        text += Catalogue.line("(any other)", "none: shown, stops nothing") + "\n"
        try Output.print(text)
    }
}

/// Lists what is read and what is written.
struct Formats: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List the formats that are read (--input-format, --labels) and written (--format).")

    mutating func run() throws {
        let read = InputFormats.all
        let written = ReportEncoders.all.map { ($0.name, $0.summary) }
        let lists = LabelLists.table
        let width = (read + lists + written).map { $0.0.count + 2 }.max() ?? 0
        var text = "read, recognised by content:\n"
        for (name, summary) in read { text += "  " + Catalogue.line(name, summary, width: width) + "\n" }
        text += "\nread as label lists (--labels), recognised by content:\n"
        for (name, summary) in lists { text += "  " + Catalogue.line(name, summary, width: width) + "\n" }
        text += "\nwritten:\n"
        for (name, summary) in written { text += "  " + Catalogue.line(name, summary, width: width) + "\n" }
        try Output.print(text)
    }
}

enum Catalogue {
    /// Two columns.
    static func line(_ name: String, _ text: String, width: Int = 24) -> String {
        name + String(repeating: " ", count: max(width - name.count, 2)) + text
    }
}
