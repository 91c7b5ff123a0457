/// A UTXO trace as it prints.
enum OutputTableGolden {
    static let coinjoin = """
        case-1  traced under haircut
          pro rata: every spend carries the holding's tainted share, rounded down
          from tx:8343fe70eeb1173fda11e53e5f56d691ef509650b09289bfc6da1d612ca5a29b:1

        BTC on bitcoin  last record 2023-11-15 00:33:20 UTC

          mixer             0.10020   62.63%  into 2 coinjoins (inferred)
          resting           0.05975   37.34%  still on 3 addresses (coverage assumed)
          unseen            0.00000    0.00%  nothing
          fee               0.00005    0.03%  paid to the chain
          ──────────────────────────────────
          injected          0.16000  100.00%  adds up to the last unit

        ENDPOINTS
          where value reached a service; ask custodial ones who is behind the deposits, and to freeze

          1.  0dbdd3b6b74690eced0a86ed5357de68f6f867886cc1d2c4acd9c265aacd3dba  0.05010   31.31%
              (inferred) coinjoin: whirlpool version 1, confidence 95
              entered by 1 input, 2023-11-14 23:03:20, 2 hops away
                0.05010 of 0.05010  from bc1qjh8q3tuycny4rx796t2z7f7d0hr4tfpt2s3vhj
                  output 32a17b33b88340ce9a088d15c0b7b26c7d9a255bb9141f315a7eaf7c1d0e8808:3

          2.  763890559024d5d9ec1fb7d2f4b7ee4b8393093a14a3fbb9124b5b85e9c82304  0.05010   31.31%
              (inferred) coinjoin: whirlpool version 1, confidence 95
              entered by 1 input, 2023-11-14 23:43:20, 2 hops away
                0.05010 of 0.05010  from bc1ql2l9ngdt8fe76fnuy823ueef7ap97sl9lj4zw3
                  output 32a17b33b88340ce9a088d15c0b7b26c7d9a255bb9141f315a7eaf7c1d0e8808:4

        RESTING  still there at the last record
          freeze: nobody is known who can freeze BTC at rest; watch these
          1.  bc1q8a6neq3pa68c2x3cm8epth50gd7d44lxyasfx4  0.05010   31.31%
              since 2023-11-14 22:33:20, 1 hop away
              output 32a17b33b88340ce9a088d15c0b7b26c7d9a255bb9141f315a7eaf7c1d0e8808:5
          2.  bc1qjeer565e9wvkg22twe9g4tzemue62hsz7qedgh  0.00790    4.94%
              since 2023-11-14 22:33:20, 1 hop away
              output 32a17b33b88340ce9a088d15c0b7b26c7d9a255bb9141f315a7eaf7c1d0e8808:2
          3.  bc1q8lwna2q635c0sxjmmvap7zswsl7h024grd5vq2  0.00175    1.09%
              since 2023-11-14 22:33:20, 1 hop away
              output 32a17b33b88340ce9a088d15c0b7b26c7d9a255bb9141f315a7eaf7c1d0e8808:1

        COINJOINS (INFERRED)  where value may have gone; a candidate is never counted as traced
          1.  32a17b33b88340ce9a088d15c0b7b26c7d9a255bb9141f315a7eaf7c1d0e8808
              whirlpool-tx0 version 1, confidence 85, block 816,002, 2023-11-14 22:33:20
              0.16000 BTC entered; it prepares a mix: its outputs are still the spender's, nothing stops

          2.  0dbdd3b6b74690eced0a86ed5357de68f6f867886cc1d2c4acd9c265aacd3dba
              whirlpool version 1, confidence 95, block 816,005, 2023-11-14 23:03:20
              0.05010 BTC entered and ended here, booked as mixer
              5 outputs that look alike (0.05000 BTC); entropy 10.546 bits (1,496 mappings)
              candidate                                        odds    expected       least        most
              0  bc1q5mkf5me9u3m2re2q0rp28hgfmzpu7v3cxjda2g  20.00%  0.01000799  0.00000000  0.05000000
              1  bc1qmvcu4k8t8we67emgzd06z88fx5ld3tfu7dqmxl  20.00%  0.01000799  0.00000000  0.05000000
              2  bc1qlva27jlglay0wtls0j7xceg3g5cskx0ha0ew2z  20.00%  0.01000799  0.00000000  0.05000000
              3  bc1qglw7f8e5hr77u7tkun4wruwczphfc86gmzu3aj  20.00%  0.01000799  0.00000000  0.05000000
              4  bc1qxm5a88avvshtpuf26adlz25hgqy8fh023523hp  20.00%  0.01000799  0.00000000  0.05000000

          3.  763890559024d5d9ec1fb7d2f4b7ee4b8393093a14a3fbb9124b5b85e9c82304
              whirlpool version 1, confidence 95, block 816,009, 2023-11-14 23:43:20
              0.05010 BTC entered and ended here, booked as mixer
              5 outputs that look alike (0.05000 BTC); entropy 10.546 bits (1,496 mappings)
              candidate                                        odds    expected       least        most
              0  bc1qg93xplus6rjzyj0lk0328m65eyx58hl3kkqgzy  20.00%  0.01001199  0.00000000  0.05000000
              1  bc1qlcuaulxrqw2g5ddcyq9mg6kvae3uw0g7jx0ady  20.00%  0.01001199  0.00000000  0.05000000
              2  bc1ql529jgfhtp9cuhn0s3scd7m85vfnjgzmzps7j7  20.00%  0.01001199  0.00000000  0.05000000
              3  bc1q8q8x8zucwmp9gs9p07zrg7ed8gl6pxjpy2kgdy  20.00%  0.01001199  0.00000000  0.05000000
              4  bc1qxjykty9yyd2kly44nh2nyzwlelegnf45fgesmc  20.00%  0.01001199  0.00000000  0.05000000

        WARNINGS
          ! the files are assumed to cover every address to their end; if they do not, resting value may
            have moved on: say what they cover with --covers

        Read 6 transactions with 21 outputs of 29 addresses from 1 file, 2023-11-14 22:13:20 to 2023-11-15
        00:33:20. Covered: every address (assumed). Opening inferred. Heuristics that spoke: whirlpool 1,
        whirlpool-tx0 1.
        Times are UTC. Amounts, times and transactions are the ledger's; names and categories are what the
        label lists say; (inferred) marks what only a heuristic says.

        """
}
