/// Tables as they print, for reading as much as for comparing.
enum ReportTableGolden {
    static let forward = """
        case-1  traced under haircut
          pro rata: every spend carries the holding's tainted share, rounded down
          from tx:0x0000000000000000000000000000000000000000000000000000000000000002

        USDT on eip155:1  last record 2024-07-16 12:03:40 UTC
          contract 0xdac17f958d2ee523a2206206994597c13d831ec7

          endpoint            400.000000   40.00%  at 1 service
          mixer                66.666666    6.67%  into 1 mixer
          converted out       100.000000   10.00%  swapped in 1 transfer
          resting             300.000000   30.00%  still on 1 address
          unseen              113.333334   11.33%  on 1 address the data do not cover
          burned               20.000000    2.00%  sent to the null address
          ───────────────────────────────────────
          injected          1,000.000000  100.00%  adds up to the last unit

        FREEZE QUEUE  whom to ask first
          by amount; at a service it counts half, for nobody outside knows whether it is still there, as it
          is at rest at the last record
          1.  0x00000000000000000000000000000000000000b1  300.000000   30.00%
              ask Tether (issuer, SV); there since 2024-07-16 11:58:40
          2.  0x00000000000000000000000000000000000000e1  400.000000   40.00%
              ask Harbour Exchange (SG) or Tether (issuer, SV); arrived 2024-07-16 11:59:40

        ENDPOINTS
          where value reached a service; ask custodial ones who is behind the deposits, and to freeze

          1.  0x00000000000000000000000000000000000000e1  400.000000   40.00%
              Harbour Exchange · exchange · SG
              1 deposit, 2024-07-16 11:59:40, 1 hop away
              label Harbour 7 by desk, confidence 90
                2024-07-16 11:59:40  400.000000 of 600.000000
                  from 0x00000000000000000000000000000000000000b1
                  tx 0x0000000000000000000000000000000000000000000000000000000000000003:0

          2.  0x00000000000000000000000000000000000000d1   66.666666    6.67%
              Fogbank · mixer
              1 deposit, 2024-07-16 12:02:40, 2 hops away
              label Fogbank by desk, confidence 95
                2024-07-16 12:02:40  66.666666 of 100.000000
                  from 0x00000000000000000000000000000000000000c1
                  tx 0x0000000000000000000000000000000000000000000000000000000000000006:0

        RESTING  still there at the last record
          freeze: Tether can freeze USDT at these addresses
          1.  0x00000000000000000000000000000000000000b1  300.000000   30.00%
              since 2024-07-16 11:58:40, straight from the seed, holds 450.000000 in all, sends 3 transfers
                in these data
              label reported by victims, pig_butchering, confidence 70, by desk

        UNSEEN  arrived at addresses whose own history is not in these data: it may have moved on
          next: export these, largest first, and add the files to this command
          1.  0x00000000000000000000000000000000000000c1  113.333334   11.33%
              since 2024-07-16 12:00:40, 1 hop away, 170.000000 in all as far as seen, sends 2 transfers in
                these data

        CONVERTED  swapped in the same transaction; not followed into what was received
          2024-07-16 12:01:40  100.000000 of 150.000000 USDT
            by 0x00000000000000000000000000000000000000b1
            at 0x0000000000000000000000000000000000000051
            tx 0x0000000000000000000000000000000000000000000000000000000000000005:0
            received 0.05 WETH, index 1

        BURNED  sent to the null address: gone, or redeemed with the issuer
          2024-07-16 12:03:40  20.000000 of 30.000000  from 0x00000000000000000000000000000000000000c1
            tx 0x0000000000000000000000000000000000000000000000000000000000000007:0

        CONFLICTING LABELS  all are kept, the first decides
          0x00000000000000000000000000000000000000e1
            Harbour 7, Harbour Exchange, exchange, SG, confidence 90, by desk
            maybe a mixer, mixer, confidence 40, by forum

        Read 8 transfers of 8 addresses from 1 file, 2024-07-16 11:57:40 to 2024-07-16 12:03:40. Covered: 1
        address. Opening inferred.
        Times are UTC. Amounts, times and transactions are the ledger's; names and categories are what the
        label lists say; (inferred) marks what only a heuristic says.

        """

    static let sensitivity = """
        case-1  traced under every rule
          from tx:0x0000000000000000000000000000000000000000000000000000000000000002

        USDT on eip155:1  last record 2024-07-16 12:03:40 UTC

                                   haircut        fifo        lifo        libr  taint-first  poison  reach
          resting               300.000000  450.000000           -  450.000000            -
          unseen                113.333334  170.000000  170.000000  170.000000   170.000000
          endpoint              400.000000  100.000000  600.000000  100.000000   600.000000
          mixer                  66.666666  100.000000  100.000000  100.000000   100.000000
          converted out         100.000000  150.000000  100.000000  150.000000   100.000000
          burned                 20.000000   30.000000   30.000000   30.000000    30.000000

          [1] Harbour Exchange  400.000000  100.000000  600.000000  100.000000   600.000000     yes    yes
          [2] Fogbank            66.666666  100.000000  100.000000  100.000000   100.000000     yes    yes

          [1] 0x00000000000000000000000000000000000000e1  Harbour Exchange
          [2] 0x00000000000000000000000000000000000000d1  Fogbank

          Whatever the rule, at least 100.00 USDT (10.00%) and at most 600.00 USDT (60.00%) reached services.

        WETH on eip155:1  last record 2024-07-16 12:03:40 UTC

          reached by rules that are not money, at no endpoint

        Read 8 transfers of 8 addresses from 1 file, 2024-07-16 11:57:40 to 2024-07-16 12:03:40. Covered: 1 address. Opening
        inferred.
        Times are UTC. Amounts, times and transactions are the ledger's; names and categories are what the label lists say;
        (inferred) marks what only a heuristic says.

        """

    static let backward = """
        case-1  traced backward under haircut
          pro rata: every spend carries the holding's tainted share, rounded down
          of tx:0x0000000000000000000000000000000000000000000000000000000000000006

        USDT on eip155:1  100.000000 USDT

          1.  66.666666   66.67%  0x00000000000000000000000000000000000000a1
              already there when the data begin · 2 hops back
          2.  33.333333   33.33%  0x00000000000000000000000000000000000000f0
              already there when the data begin · 2 hops back

          rounding: 1 in base units, which the floors of haircut leave unexplained

        Read 8 transfers of 8 addresses from 1 file, 2024-07-16 11:57:40 to 2024-07-16 12:03:40. Covered:
        every address (assumed). Opening inferred.
        Times are UTC. Amounts, times and transactions are the ledger's; names and categories are what the
        label lists say; (inferred) marks what only a heuristic says.

        """
}
