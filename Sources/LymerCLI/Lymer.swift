import ArgumentParser

@main
struct Lymer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "lymer", abstract: "Follow the money.")
}
