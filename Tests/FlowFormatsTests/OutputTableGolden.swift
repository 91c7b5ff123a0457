/// A UTXO trace as it prints.
enum OutputTableGolden {
    static let coinjoin = """
        """
}
