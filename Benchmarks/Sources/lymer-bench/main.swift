import Foundation

do {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "blocks" {
        try BlockMeasures(Array(arguments.dropFirst())).run()
    } else if arguments.first == "outputs" {
        try OutputMeasures(Array(arguments.dropFirst())).run()
    } else {
        try Measuring(arguments).run()
    }
} catch {
    report("\(error)")
    exit(1)
}
