import ArgumentParser
import FlowSimulator
import FlowTracing

/// What `lymer simulate --world patterns` plants.
struct PatternArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Transfers of planted patterns in all transfers. Default: 1:1000. 0: an honest world.", valueName: "n:m"))
    var prevalence: String?

    @Option(
        help: ArgumentHelp(
            "Transfers of decoys in all transfers. Default: 1:100, or three times the prevalence if more.",
            valueName: "n:m"))
    var decoys: String?

    @Option(help: ArgumentHelp("Criminal operators with habits of their own. Default: 10.", valueName: "n"))
    var operators: Int?

    @Option(
        help: ArgumentHelp("Typologies to plant, joined by commas. Repeatable. Default: all.", valueName: "typology"),
        transform: { $0.split(separator: ",").map(String.init) })
    var typologies: [[String]] = []

    /// The first option that was given.
    var given: String? {
        prevalence != nil
            ? "--prevalence"
            : decoys != nil
                ? "--decoys" : operators != nil ? "--operators" : typologies.isEmpty ? nil : "--typologies"
    }

    func options(
        seed: UInt64, transfers: Int, form: AddressForm, days: Int
    ) throws(SimulatorError) -> PatternWorld.Options {
        var options = PatternWorld.Options(seed: seed, transfers: transfers, form: form, days: days)
        if let prevalence { options.prevalence = try Prevalence(parsing: prevalence) }
        if let decoys { options.decoys = try Prevalence(parsing: decoys) }
        if let operators { options.operators = operators }
        options.typologies = typologies.flatMap { $0 }
        return options
    }
}
