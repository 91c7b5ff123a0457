/// Letters that look alike, so that a token called `USDТ` (Cyrillic Т), `U5DT`, `ＵＳＤＴ` or `USDT​` (invisible space)
/// is recognised as posing as USDT.
///
/// A small part of Unicode Technical Standard #39, for the Latin capitals that coin symbols are made of; no list of
/// confusables is ever complete.
enum Confusables {
    /// Longer symbols are cut: nobody mistakes them for a ticker, and input is hostile.
    static let limit = 64

    /// What a hurried reader sees: Latin capitals, digits and inner punctuation. Two symbols with one skeleton look alike.
    ///
    /// - Complexity: O(length), at most `limit` scalars.
    static func skeleton(_ symbol: String) -> String {
        var seen: [Unicode.Scalar] = []
        for scalar in symbol.unicodeScalars.prefix(limit) {
            switch scalar.properties.generalCategory {
            case .control, .format, .nonspacingMark, .enclosingMark, .spaceSeparator, .lineSeparator,
                .paragraphSeparator, .privateUse, .unassigned:
                continue
            default:
                seen.append(contentsOf: appearance(of: scalar))
            }
        }
        let core = seen.drop(while: isPunctuation).reversed().drop(while: isPunctuation).reversed()
        var text = ""
        text.unicodeScalars.append(contentsOf: core)
        return text
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", ",", ":", ";", "'", "\"", "`", "-", "_", "*", "!", "·", "•", "…", "’", "‘", "“", "”": true
        default: false
        }
    }

    private static func appearance(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let v = scalar.value
        let plain: UInt32
        switch v {
        case 0xFF01...0xFF5E: plain = v - 0xFF01 + 0x21  // fullwidth forms
        case 0x24B6...0x24CF: plain = v - 0x24B6 + 0x41  // circled
        case 0x24D0...0x24E9: plain = v - 0x24D0 + 0x41
        case 0x1D400...0x1D6A3: plain = (v - 0x1D400) % 52 % 26 + 0x41  // mathematical letters
        case 0x1D7CE...0x1D7FF: plain = (v - 0x1D7CE) % 10 + 0x30  // mathematical digits
        case 0x1F130...0x1F149: plain = v - 0x1F130 + 0x41  // squared
        case 0x1F150...0x1F169: plain = v - 0x1F150 + 0x41
        case 0x1F170...0x1F189: plain = v - 0x1F170 + 0x41
        case 0x1F1E6...0x1F1FF: plain = v - 0x1F1E6 + 0x41  // regional indicators
        default: plain = v
        }
        if let letter = letters[plain] { return [letter] }
        guard let folded = Unicode.Scalar(plain) else { return [scalar] }
        return Array(folded.properties.uppercaseMapping.unicodeScalars).map { letters[$0.value] ?? $0 }
    }

    private static let letters: [UInt32: Unicode.Scalar] = {
        let alike: [(Unicode.Scalar, String)] = [
            ("A", "АаΑαÀÁÂÃÄÅĀĂĄàáâãäåāăąᴀꓮ"), ("B", "ВвΒ8ʙꓐ"), ("C", "СсϹϲⅭⅽᴄꓚᏟÇĆĈĊČçćĉċč"),
            ("D", "ԀԁⅮⅾᴅꓓᎠĎĐÐďđ"), ("E", "ЕеΕεЁё3ÈÉÊËĒĔĖĘĚèéêëēĕėęěᴇꓰ"), ("H", "НнΗʜꓧĤĥĦħ"),
            ("I", "ІіΙι1|ӀⅠⅰꓲÌÍÎÏĨĪĬĮİìíîïĩīĭįı"), ("K", "КкΚκᴋꓗ"), ("L", "ⅬʟꓡĹĻĽĿŁ"),
            ("M", "МмΜᴍꓟⅯⅿ"), ("N", "ΝɴꓠÑŃŅŇñńņň"), ("O", "ОоΟοՕօ0ᴏꓳÒÓÔÕÖØŌŎŐòóôõöøōŏő"),
            ("P", "РрΡρᴘꓑ"), ("R", "ʀꓣŔŖŘŕŗř"), ("S", "ЅѕՏ5$ꜱꓢᏚŚŜŞŠȘśŝşšșṢṣ"),
            ("T", "ТтΤτ₮ŢŤŦȚţťŧțṬṭᴛꓔᎢ"), ("U", "ՍսυᴜꓴÙÚÛÜŨŪŬŮŰŲƯùúûüũūŭůűųưỤụ"), ("V", "ѴѵνⅤⅴᴠꓦ"),
            ("X", "ХхΧχⅩⅹꓫ"), ("Y", "УуΥʏꓬÝŸýÿ"),
        ]
        var table: [UInt32: Unicode.Scalar] = [:]
        for (letter, look) in alike {
            for scalar in look.unicodeScalars { table[scalar.value] = letter }
        }
        return table
    }()
}
