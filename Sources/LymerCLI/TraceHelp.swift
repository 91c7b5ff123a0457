/// What `lymer help trace` says before the options: examples first.
enum TraceHelp {
    static let text = """

        EXAMPLES
          A payment, in two exports from an explorer, with a list of known services:
            lymer trace victim.csv collector.csv --from tx:0x5c… --labels services.csv

          Everything a thief's address sent, until it reached addresses named in a file:
            lymer trace transfers.csv.gz --from out:0x8b… --stop terminals.csv

          The same under every rule, side by side:
            lymer trace transfers.csv.gz --from out:0x8b… --stop terminals.csv --rule all

          The same, ended at deposit addresses that no list names but that sweep to a listed hot wallet:
            lymer trace transfers.csv.gz --from out:0x8b… --labels services.csv --inferred-endpoints on

          Hundreds of victims in one pass, for another program:
            lymer trace 'chain/*.csv.zst' --case victims.json --labels tags/ --output answer.json

          Bitcoin, output by output, with the fees followed to the miners and coinjoins to their candidates:
            lymer trace 'blk*.dat' --from tx:9f2c…:1 --follow-fees

          Where the money that an address holds came from:
            lymer trace transfers.csv --backward --from held:TQ… --rule fifo

        SEEDS
          tx:HASH              the one transfer of a transaction; lists them where there are more
          tx:HASH:INDEX        that one            tx:HASH:*   all of them (UTXO chains: outputs)
          out:ADDRESS          all that an address sends
          in:ADDRESS           all that it receives
          held:ADDRESS[@TIME]  what it holds (with --backward only)
          out: and in: take a window, both ends included: out:0x8b…@2024-07-16..2024-07-20
          Every seed takes a chain before and an asset after it: tron/tx:HASH/USDT

        EXIT STATUS
          0  answered
          1  something is wrong with what was read or written: a bad row, a truncated file
          2  something is wrong with the question: arguments, a seed that matches nothing or too much
          3  answered, but rows were rejected or a case of a case file failed
        """
}
