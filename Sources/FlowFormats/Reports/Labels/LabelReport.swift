import FlowTracing

/// What the commands of `lymer labels` print: a table for people or JSON (schema `lymer.labels/1`) for programs.
public struct LabelReport {
    public enum Format: String, Sendable, CaseIterable { case table, json }

    public enum Subject: Sendable {
        case imports(LabelImports, path: String)
        case versions([LabelListVersion], path: String)
        case answers([LabelAnswer], path: String)
        case difference(ListDifference, path: String)
    }

    public static let schema = "lymer.labels/1"

    public static func write(
        _ subject: Subject, format: Format, style: ReportStyle = ReportStyle(), into out: inout ReportWriter
    ) {
        switch format {
        case .table:
            var canvas = TableCanvas(out, style: style)
            switch subject {
            case .imports(let imports, let path): table(imports, path, into: &canvas)
            case .versions(let versions, let path): table(versions, path, into: &canvas)
            case .answers(let answers, _): for answer in answers { table(answer, into: &canvas) }
            case .difference(let difference, _): table(difference, into: &canvas)
            }
            out = canvas.out
        case .json:
            var json = JSONWriter(out)
            json.object { json in
                json.member("schema", schema)
                switch subject {
                case .imports(let imports, let path): members(imports, path, into: &json)
                case .versions(let versions, let path):
                    json.member("database", path)
                    json.array("versions", versions) { json, version in
                        json.object { members(version, into: &$0) }
                    }
                case .answers(let answers, let path): members(answers, path, into: &json)
                case .difference(let difference, let path): members(difference, path, into: &json)
                }
            }
            json.out.write("\n")
            out = json.out
        }
    }

    /// The same as text.
    public static func text(_ subject: Subject, format: Format, style: ReportStyle = ReportStyle()) -> String {
        var out = ReportWriter()
        write(subject, format: format, style: style, into: &out)
        return out.text
    }

    // MARK: shared

    static func members(_ version: LabelListVersion, into json: inout JSONWriter) {
        json.member("list", version.list)
        json.member("kind", version.kind.rawValue)
        json.member("publisher", version.publisher)
        json.member("version", version.version)
        json.member("date", time: version.date)
        json.member("since", time: version.since)
        json.member("importedAt", time: version.importedAt)
        json.member("sha256", version.sha256)
        json.array("files", version.files) { json, file in
            json.object(flat: true) { json in
                json.member("name", file.name)
                json.member("format", file.format)
                json.member("sha256", file.sha256)
            }
        }
        json.member("tags", version.tags)
        json.member("stopping", version.stopping)
        json.member("problems", version.problems)
        json.member("leftOut", version.leftOut)
        json.member("conflicts", version.conflicts)
    }

    static func members(_ tag: Tag, into json: inout JSONWriter) {
        json.member("address", text(of: tag))
        json.member("chain", tag.chain)
        json.member("list", tag.list)
        json.member("kind", tag.kind.rawValue)
        json.member("label", tag.label)
        json.member("entity", tag.entity)
        json.member("category", tag.category?.name)
        json.member("jurisdiction", tag.jurisdiction)
        json.member("confidence", tag.confidence)
        json.member("relation", tag.relation.rawValue)
        json.member("role", tag.role.description)
        json.member("source", tag.source)
        json.member("validFrom", time: tag.validFrom)
        json.member("validTo", time: tag.validTo)
    }

    /// An address as the chain of its tag writes it.
    static func text(of tag: Tag) -> String {
        tag.address.text(form: tag.chain.map { Chain(name: $0).form } ?? .evm)
    }

    static func date(_ time: Int64?) -> String { time.map(Timestamp.dateText) ?? "" }
}
