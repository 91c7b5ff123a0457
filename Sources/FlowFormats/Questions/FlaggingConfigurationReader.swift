import FlowTracing
import Yams

/// Which typologies run and with what thresholds, as YAML (JSON is YAML too):
///
/// ```yaml
/// window: 7 d
/// run: [fan-in, cycle]
/// fan-in:
///   counterparties: 20
///   span: 2 d
/// cycle:
///   passed on: 85 %
/// ```
///
/// Times are seconds, or a number with `s`, `m`, `h` or `d`; shares are thousandths, or a number with `%`. What the file does not
/// name stays as it is shipped.
public enum FlaggingConfigurationReader {
    /// - Throws: `InputError` naming file, line and value for whatever is not understood.
    public static func read(path: String) throws(InputError) -> FlaggingConfiguration {
        let source = try ByteSource(path: path)
        let document = try PackYAML.document(
            source, expected: "is no configuration: expected 'typology: {setting: value}'")
        var configuration = FlaggingConfiguration()
        for (key, node) in document {
            let name = key.string ?? ""
            switch name {
            case "run": continue
            case "window":
                configuration.window = try number(node, .seconds, 60...31_536_000, name, source)
            case "silence": configuration.silence = try number(node, .seconds, 60...31_536_000, name, source)
            case "walk limit": configuration.walkLimit = try number(node, .count, 1...65_536, name, source)
            case "hub limit": configuration.hubLimit = try number(node, .count, 1...1_000_000_000, name, source)
            default: try set(name, key, node, &configuration, source)
            }
        }
        if let names = document["run"] {
            guard let list = names.sequence?.map({ $0.string ?? "" }), !list.isEmpty else {
                throw fault(names, source, "run", "expected a list of typologies")
            }
            do throws(FlowError) { try configuration.run(only: list) } catch {
                throw fault(names, source, list.joined(separator: ", "), error.description)
            }
        }
        return configuration
    }

    private static func set(
        _ name: String, _ key: Node, _ node: Node, _ configuration: inout FlaggingConfiguration, _ source: ByteSource
    ) throws(InputError) {
        guard let typology = configuration.typologies.first(where: { $0.name == name }) else {
            let known = ["run", "window", "silence", "walk limit", "hub limit"] + configuration.typologies.map(\.name)
            throw fault(key, source, name, "is neither a typology nor a setting: \(known.joined(separator: ", "))")
        }
        guard let settings = node.mapping else { throw fault(node, source, name, "expected 'setting: value'") }
        for (settingKey, value) in settings {
            let setting = settingKey.string ?? ""
            guard let known = typology.settings.first(where: { $0.name == setting }) else {
                throw fault(
                    settingKey, source, setting,
                    "\(name) has no such setting: \(typology.settings.map(\.name).joined(separator: ", "))")
            }
            let number = try number(value, known.unit, known.range, setting, source)
            do throws(FlowError) { try configuration.set(name, setting, to: number) } catch {
                throw fault(value, source, "\(number)", error.description)
            }
        }
    }

    private static func number(
        _ node: Node, _ unit: MeasureUnit, _ range: ClosedRange<Int>, _ name: String, _ source: ByteSource
    ) throws(InputError) -> Int {
        let text = node.scalar?.string ?? ""
        guard let value = parse(text, unit) else {
            let expected =
                switch unit {
                case .seconds: "seconds, or a number with s, m, h or d"
                case .permille: "thousandths, or a number with %"
                default: "a whole number"
                }
            throw fault(node, source, text, "\(name) is no number here: expected \(expected)")
        }
        guard range.contains(value) else {
            throw fault(
                node, source, text, "\(name) is \(unit.text(range.lowerBound)) to \(unit.text(range.upperBound))")
        }
        return value
    }

    private static func parse(_ text: String, _ unit: MeasureUnit) -> Int? {
        switch unit {
        case .seconds: SpanText.seconds(text)
        case .permille: SpanText.number(text, units: ["": 1, "%": 10])
        default: SpanText.number(text, units: ["": 1])
        }
    }

    private static func fault(_ node: Node, _ source: ByteSource, _ value: String, _ reason: String) -> InputError {
        .line(name: source.name, line: node.mark?.line ?? 1, reason: "'\(Excerpt.text(value))': \(reason)")
    }
}
