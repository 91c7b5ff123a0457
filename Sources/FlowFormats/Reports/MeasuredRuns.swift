import FlowTracing

/// Figures of several runs for machines, each a part of a whole: what evaluations have in common.
struct MeasuredRuns<Number: CustomStringConvertible> {
    typealias Measure = (name: String, part: Number, whole: Number)

    var schema: String
    var runs: [(name: String, measures: [Measure])]

    func csv(into out: inout ReportWriter) {
        out.write("run,measure,part,whole\n")
        for (name, measures) in runs {
            for one in measures {
                out.write([name, one.name].map { CSVRow.field($0) }.joined(separator: ","))
                out.write(",\(one.part),\(one.whole)\n")
            }
        }
    }

    /// - Parameter member: how a number is written: counts as numbers, amounts as strings.
    func json(into out: inout ReportWriter, member: (inout JSONWriter, _ key: String, Number) -> Void) {
        var json = JSONWriter(out)
        json.object { json in
            json.member("schema", schema)
            json.array("runs", runs) { json, run in
                json.object { json in
                    json.member("name", run.name)
                    for one in run.measures {
                        json.object(one.name, flat: true) { json in
                            member(&json, "part", one.part)
                            member(&json, "whole", one.whole)
                        }
                    }
                }
            }
        }
        json.out.write("\n")
        out = json.out
    }
}
