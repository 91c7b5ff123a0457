/// Countries as lists write them in English, as ISO 3166-1 codes.
enum CountryName {
    /// `nil` for what is no country known here (`Unknown`, `Decentralized`).
    static func code(_ name: String) -> String? {
        let name = LabelEntry.trimmed(name)
        if let code = codes[name.lowercased()] { return code }
        return name.utf8.count == 2 && name.utf8.allSatisfy { $0 >= 0x41 && $0 <= 0x5a } ? name : nil
    }

    /// Names and the short forms that are no codes; those of offshore registers and of exchanges' seats among them.
    private static let codes: [String: String] = [
        "argentina": "AR", "australia": "AU", "austria": "AT", "bahamas": "BS", "bahrain": "BH", "belarus": "BY",
        "belgium": "BE", "belize": "BZ", "bermuda": "BM", "brazil": "BR", "british virgin islands": "VG", "bvi": "VG",
        "bulgaria": "BG", "cambodia": "KH", "canada": "CA", "cayman islands": "KY", "chile": "CL", "china": "CN",
        "colombia": "CO", "costa rica": "CR", "curacao": "CW", "curaçao": "CW", "cyprus": "CY", "czech republic": "CZ",
        "czechia": "CZ", "denmark": "DK", "dubai": "AE", "estonia": "EE", "finland": "FI", "france": "FR",
        "georgia": "GE", "germany": "DE", "gibraltar": "GI", "greece": "GR", "hong kong": "HK", "hungary": "HU",
        "iceland": "IS", "india": "IN", "indonesia": "ID", "iran": "IR", "ireland": "IE", "isle of man": "IM",
        "israel": "IL", "italy": "IT", "japan": "JP", "jersey": "JE", "kazakhstan": "KZ", "laos": "LA", "latvia": "LV",
        "liechtenstein": "LI", "lithuania": "LT", "luxembourg": "LU", "malaysia": "MY", "malta": "MT",
        "marshall islands": "MH", "mauritius": "MU", "mexico": "MX", "myanmar": "MM", "netherlands": "NL",
        "new zealand": "NZ", "nigeria": "NG", "north korea": "KP", "norway": "NO", "panama": "PA", "philippines": "PH",
        "poland": "PL", "portugal": "PT", "romania": "RO", "russia": "RU", "saint vincent and the grenadines": "VC",
        "samoa": "WS", "seychelles": "SC", "singapore": "SG", "slovakia": "SK", "slovenia": "SI", "south africa": "ZA",
        "south korea": "KR", "spain": "ES", "sweden": "SE", "switzerland": "CH", "taiwan": "TW", "thailand": "TH",
        "turkey": "TR", "uae": "AE", "uk": "GB", "ukraine": "UA", "united arab emirates": "AE", "united kingdom": "GB",
        "united states": "US", "usa": "US", "vanuatu": "VU", "venezuela": "VE", "vietnam": "VN",
    ]
}
