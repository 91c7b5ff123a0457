/// Names of the institutions, all invented, with where they are licensed.
enum Stories {
    struct Institution {
        var name: String
        var jurisdiction: String
        init(_ name: String, _ jurisdiction: String) { (self.name, self.jurisdiction) = (name, jurisdiction) }
    }

    static let exchanges = [
        Institution("Northgate Exchange", "SC"), Institution("Quayside Markets", "HK"),
        Institution("Meridian One", "KY"),
        Institution("Baht Harbor", "TH"), Institution("Tessel", "EE"), Institution("Kestrel Trade", "SG"),
        Institution("Lindenhof Digital", "CH"), Institution("Ostrava Coin", "CZ"),
    ]
    static let marketplaces = [Institution("Jade Gate Guarantee", "KH"), Institution("Lotus Pledge", "KH")]
    static let mixers = [Institution("Cinder Mixer", "")]
    static let bridges = [Institution("Isthmus Bridge", ""), Institution("Span Portal", "")]
    static let casinos = [Institution("Royal Delta Casino", "CW")]
}
