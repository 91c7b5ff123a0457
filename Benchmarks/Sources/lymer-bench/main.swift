import Foundation

do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let rest = Array(arguments.dropFirst())
    switch arguments.first {
    case "blocks": try BlockMeasures(rest).run()
    case "outputs": try OutputMeasures(rest).run()
    case "kept-labels": try KeptLabelMeasures(rest).run()
    case "watch": try WatchMeasures(rest).run()
    case "stored": try StoredMeasures(rest).run()
    case "clusters": try ClusterMeasures(rest).run()
    case "patterns": try PatternMeasures(rest).run()
    case "flag": try FlagMeasures(rest).run()
    case "screen": try Measuring(rest + ["--only", "screen"]).run()
    case "feed": try EconomyFeedMeasures(rest).run()
    case "labels": try LabelMeasures(rest).run()
    default: try Measuring(arguments).run()
    }
} catch {
    report("\(error)")
    exit(1)
}
