import Foundation

do {
    try Measuring(Array(CommandLine.arguments.dropFirst())).run()
} catch {
    report("\(error)")
    exit(1)
}
