"""What is compared: one work each, lymer's own measures and the peers' nearest ones, with what theirs leave out."""
import dataclasses


@dataclasses.dataclass
class Row:
    peer: str
    measure: str
    remark: str = ""
    check: str = ""      # the peer's measure that says what it found


@dataclasses.dataclass
class Work:
    title: str
    unit: str
    more_is_better: bool
    rows: list[Row]      # the first is lymer's, which the others are compared with
    goal: str = ""


def lymer(measure, remark="", peer="lymer"):
    return Row(peer, measure, remark)


REACH = "reach only"
STATIC = "static reach: ignores time"

WORKS = [
    Work("CSV to columns: every field decoded and kept, addresses numbered", "rows/s", True, [
        lymer("ingest_parse_intern", "one core"),
        lymer("ingest_parse_intern_2threads", "two cores"),
        lymer("ingest_parse_intern", "one core, built for this processor", "lymer-native"),
        lymer("ingest_parse_intern", "columns in another order", "lymer-permuted"),
        lymer("ingest_parse_intern", "quoted decimals", "lymer-quoted"),
        lymer("ingest_parse_intern", "rows not in order", "lymer-unsorted"),
        lymer("ingest_parse_intern", "1% bad rows, skipped", "lymer-bad"),
        lymer("ingest_parse_intern", "TRON addresses", "lymer-tron"),
        Row("moon", "ingest_thp", "knows its row count, AVX-512, unseeded hash, checks nothing", "addresses"),
        Row("moon", "ingest_4k", "the same without huge pages", "addresses"),
        Row("cpp-ref", "ingest_parse_intern", "", "addresses"),
        Row("python-loop", "stream_csv_to_haircut", "floats; no graph kept"),
    ], "≥ 12M at 10M rows on one core, ≥ 0.9× moon; ≥ 1.6× on two cores"),
    Work("CSV to columns: processor time, on all cores together", "ns cpu/row", False, [
        lymer("ingest_cpu", "one thread"),
        lymer("ingest_cpu_2threads", "two threads"),
        Row("moon", "ingest_thp_cpu", "", "addresses"),
        Row("moon", "ingest_4k_cpu", "without huge pages", "addresses"),
    ]),
    Work("CSV to queryable graph: ordered, without duplicates, indexed both ways", "rows/s", True, [
        lymer("ingest_queryable", "one core"),
        lymer("ingest_queryable_2threads", "two cores"),
        lymer("ingest_queryable", "rows not in order", "lymer-unsorted"),
        Row("scipy", "ingest", "ids only"),
        Row("networkit", "ingest", "ids only"),
        Row("rustworkx", "ingest", "ids and row numbers"),
        Row("igraph", "ingest", "ids and row numbers"),
        Row("networkx", "ingest", "ids and row numbers"),
        Row("numba-loop", "ingest_polars_to_arrays", "ids and float amounts; no index"),
        Row("duckdb", "ingest_interned_edges", "on disk"),
        Row("sqlite3", "ingest_with_index", "on disk; no ids"),
        Row("raphtory", "ingest_polars", "no hashes, float amounts", "nodes"),
    ], "≥ 5× every peer"),
    Work("Index by sender", "rows/s", True, [
        lymer("index", "senders and recipients"),
        Row("cpp-ref", "index_csr", "senders only"),
    ]),
    Work("Resident bytes a transfer, everything built", "B", False, [
        lymer("bytes_per_transfer", "itemised below"),
        lymer("rss_anon_per_transfer", "anonymous resident memory after a trace"),
        Row("cpp-ref", "rss_anon_per_transfer", "senders' index only"),
        Row("networkx", "rss_anon_per_transfer"),
        Row("igraph", "rss_anon_per_transfer_all", "ids and rows"),
        Row("networkit", "rss_anon_per_transfer_all", "ids"),
        Row("rustworkx", "rss_anon_per_transfer_all", "ids and rows"),
        Row("scipy", "rss_anon_per_transfer_all", "ids"),
        Row("raphtory", "rss_anon_per_transfer_polars", "no hashes"),
        Row("duckdb", "db_file_per_transfer", "on disk"),
        Row("sqlite3", "db_file_per_transfer", "on disk"),
    ], "≤ 68 with hashes"),
    Work("One victim, services stop the trace (median of 100)", "ms", False, [
        lymer("trace_victim_stop_single_median_reach", "reach"),
        lymer("trace_victim_stop_single_median_reach_lists", "reach, with every list"),
        lymer("trace_victim_stop_single_median_haircut_lists", "exact haircut, with every list"),
        lymer("trace_victim_stop_single_median_fifo_lists", "exact FIFO, with every list"),
        Row("cpp-ref", "trace_csr_victim_stop_single_median", REACH, "trace_csr_victim_stop_nodes"),
        Row("sqlite3", "trace_victim_stop_single", REACH + "; one seed"),
        Row("duckdb", "trace_victim_stop_single_median", REACH + "; 5 seeds"),
        Row("raphtory", "trace_victim_stop_single_median", REACH + "; ordered by time, not row"),
    ], "reach ≤ 0.010, haircut or FIFO ≤ 0.050"),
    Work("One victim, nothing stops it (median of 5)", "ms", False, [
        lymer("trace_victim_nostop_single_median_reach", "reach"),
        lymer("trace_victim_nostop_single_median_haircut", "exact haircut, sums"),
        lymer("trace_victim_nostop_single_median_fifo", "exact FIFO, sums"),
        lymer("trace_victim_nostop_single_median_reach_lists", "reach, with every list, scheduler's choice"),
        lymer("trace_victim_nostop_single_median_reach_lists_index", "reach, with every list, index-driven"),
        lymer("trace_victim_nostop_single_median_reach_lists_scan", "reach, with every list, scan"),
        lymer("trace_victim_nostop_single_median_haircut_lists", "exact haircut, with every list"),
        lymer("trace_victim_nostop_single_median_fifo_lists", "exact FIFO, with every list"),
        Row("cpp-ref", "trace_scan_victim_nostop_per_seed", "scan; no result", "trace_scan_victim_nostop_nodes5"),
        Row("cpp-ref", "trace_csr_victim_nostop_single_median", "index; no result", "trace_csr_victim_nostop_nodes"),
        Row("numba-loop", "trace_scan_victim_nostop_median", "scan; no result", "trace_scan_nodes5"),
        Row("networkx", "trace_victim_nostop_single_median", REACH, "trace_victim_nostop_nodes"),
        Row("duckdb", "trace_victim_nostop_single_median", REACH, "trace_victim_nostop_nodes"),
        Row("raphtory", "trace_victim_nostop_single_median", REACH + "; ordered by time, not row"),
        Row("scipy", "static_reach_single_median", STATIC),
        Row("igraph", "static_reach_single_median", STATIC, "static_reach_nodes"),
        Row("networkit", "static_reach_single_median", STATIC, "static_reach_nodes"),
        Row("rustworkx", "static_reach_single_median", STATIC, "static_reach_nodes"),
    ], "reach ≤ 8 at 10M"),
    Work("100 victims at once, services stop", "ms total", False, [
        lymer("trace_victim_stop_100seeds_reach", "reach, 100 cases"),
        lymer("trace_victim_stop_100seeds_reach_lists", "reach, with every list"),
        lymer("trace_victim_stop_100seeds_haircut_lists", "exact haircut, with every list"),
        lymer("trace_victim_stop_100seeds_fifo_lists", "exact FIFO, with every list"),
        Row("cpp-ref", "trace_csr_victim_stop_100seeds", REACH, "trace_csr_victim_stop_nodes"),
        Row("cpp-ref", "trace_mask64_100victims_stop", REACH + "; two scans", "trace_mask64_pairs_victims_stop"),
        Row("networkx", "trace_victim_stop_100seeds", REACH, "trace_victim_stop_100_nodes"),
        Row("sqlite3", "trace_victim_stop_100seeds", REACH, "trace_victim_stop_100_nodes"),
        Row("duckdb", "trace_victim_stop_100seeds", REACH, "trace_victim_stop_100_nodes"),
        Row("raphtory", "trace_victim_stop_100seeds", REACH + "; ordered by time, not row"),
    ], "reach ≤ 0.5, exact value ≤ 3"),
    Work("100 wide seeds at once, nothing stops them: reach", "ms total", False, [
        lymer("trace_bg_nostop_100seeds_reach", "one scan"),
        lymer("trace_bg_nostop_100seeds_reach_lists", "with every list"),
        Row("cpp-ref", "trace_mask64_100bg_nostop", "two scans; no results", "trace_mask64_pairs_bg_nostop"),
    ], "≤ 60 at 10M"),
    Work("Haircut over the whole ledger, 100 victims' payments", "transfers/s", True, [
        lymer("haircut_full", "exact integers; a swap ends the trace"),
        lymer("haircut_full", "exact integers; no two rows share a transaction, so no swaps", "lymer-alone"),
        lymer("haircut_full", "exact integers; every amount beyond 64 bits", "lymer-wide"),
        lymer("haircut_full_lists", "exact integers, with every list"),
        Row("cpp-ref", "haircut_full_f64_prefetch", "floats", "haircut_tainted_rows"),
        Row("cpp-ref", "haircut_full_f64", "floats", "haircut_tainted_rows"),
        Row("numba-loop", "haircut_full_f64", "floats", "haircut_tainted_rows"),
        Row("python-loop", "stream_csv_to_haircut", "floats; includes reading", "haircut_tainted_rows"),
    ], "≥ 80M exact"),
    Work("FIFO over the whole ledger, 100 victims' payments", "transfers/s", True, [
        lymer("fifo_full", "exact integers; a swap ends the trace"),
        lymer("fifo_full", "exact integers; no two rows share a transaction, so no swaps", "lymer-alone"),
        lymer("fifo_full", "exact integers; every amount beyond 64 bits", "lymer-wide"),
        lymer("fifo_full_lists", "exact integers, with every list"),
        Row("cpp-ref", "fifo_full_f64", "floats; what was missed counts as newest", "fifo_tainted_rows"),
        Row("numba-loop", "fifo_full_f64", "floats; what was missed counts as newest", "fifo_tainted_rows"),
    ], "≥ 35M exact"),
    Work("Connected components of all transfers; the graph or the links stand in memory", "edges/s", True, [
        lymer("clusters_join_transfers", "undoable, evidence kept for every union", "lymer-clusters"),
        lymer("clusters_link_join_transfers", "the same, recording the links too", "lymer-clusters"),
        Row("scipy", "components", "ids only, not undoable, no evidence"),
        Row("networkit", "components", "ids only, not undoable, no evidence; two threads"),
        Row("igraph", "components", "ids only, not undoable, no evidence"),
        Row("rustworkx", "components", "ids only, not undoable, no evidence"),
    ], "≥ 40M"),
    *[
        work for pattern, name, goal in (
            ("fan_degree", "Fan and degree", "≥ 20× snapml"),
            ("scatter_gather", "Scatter-gather", "≥ 50× snapml"),
            ("temporal_cycles", "Temporal cycles", "≥ 50× snapml"),
        ) for work in (
            Work(f"{name} of every transfer, window of 10 minutes, 20,000 transfers", "edges/s", True, [
                lymer(f"patterns_{pattern}_w600", "one core, transfer by transfer", "lymer-patterns"),
                Row("snapml", f"patterns_{pattern}_w600",
                    "its best of batches of 1, 128, 2048 and 16384, one and two threads; sees the rest of a batch"),
            ], goal),
            Work(f"{name} of every transfer: processor time", "ns cpu/edge", False, [
                lymer(f"patterns_{pattern}_w600_cpu", "", "lymer-patterns"),
                Row("snapml", f"patterns_{pattern}_w600_cpu", "its least"),
            ], goal),
            Work(f"{name}, the counts of each of the first 5,000 of them", "edges/s", True, [
                lymer(f"patterns_{pattern}_w600_each", "", "lymer-patterns"),
                Row("snapml", f"patterns_{pattern}_w600_each", "batches of one, one thread"),
            ]),
        )
    ],
    Work("Streamed: a CSV record to balances and taint, 10,000 cases watched by lymer", "transfers/s", True, [
        lymer("stream_memory", "exact; decoded, ordered, applied to every case, alerts written"),
        lymer("stream_durable", "the same, and durable: log, group commit, checkpoints"),
        lymer("stream_applied", "rows already decoded, in memory"),
        Row("cpp-ref", "stream_csv_to_haircut", "floats; one case, no alerts, no order kept", "haircut_tainted_rows"),
        Row("python-loop", "stream_csv_to_haircut", "floats; one case, no alerts", "haircut_tainted_rows"),
        Row("duckdb", "stream_insert_per_record", "inserts only, in memory; parsed before"),
        Row("duckdb", "stream_insert_microbatch_1000", "inserts only, in memory; parsed before"),
        Row("duckdb", "stream_insert_microbatch_10000", "inserts only, in memory; parsed before"),
        Row("raphtory", "stream_add_edge", "edges only, float amounts; parsed before"),
        Row("raphtory", "stream_microbatch_1000", "edges only, float amounts; parsed before"),
        Row("raphtory", "stream_microbatch_10000", "edges only, float amounts; parsed before"),
    ], "≥ 10M in memory, ≥ 5M durable, ≥ 30M applied"),
    Work("A whole process, start to printed answer: one victim, services stop", "ms", False, [
        lymer("process_csv_to_answer", "reads the CSV, exact haircut", "lymer-process"),
        lymer("process_empty", "only `--help`", "lymer-empty"),
        Row("duckdb-process", "process_stored_to_answer", REACH + "; from its own stored file"),
        Row("sqlite-process", "process_stored_to_answer", REACH + "; from its own stored file"),
    ], "≤ 250 at 1M from the CSV"),
]
