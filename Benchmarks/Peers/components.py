"""Connected components by a graph library: `components.py t<ROWS>.csv LIBRARY REPS`.

Reading, numbering and building the graph are outside the time. Prints JSON lines with the number of components beside it.
"""
import json
import os
import sys
import time

import numpy as np
import polars as pl


def edges(csv):
    table = pl.read_csv(csv, columns=["from", "to"])
    names = pl.concat([table["from"], table["to"]])
    _, numbers = np.unique(names.to_numpy().astype("S"), return_inverse=True)
    return numbers[: len(table)].astype(np.int64), numbers[len(table):].astype(np.int64), int(numbers.max()) + 1


def graph(library, senders, recipients, count):
    """What is asked again and again: a function that counts the components of a graph already built."""
    if library == "scipy":
        import scipy.sparse as sparse
        from scipy.sparse.csgraph import connected_components
        matrix = sparse.csr_matrix((np.ones(len(senders), np.int8), (senders, recipients)), shape=(count, count))
        return lambda: connected_components(matrix, connection="weak")[0]
    if library == "networkit":
        import networkit
        networkit.setNumberOfThreads(2)
        directed = networkit.GraphFromCoo(
            (senders.astype(np.uint64), recipients.astype(np.uint64)), n=count, directed=True, weighted=False)

        def components():
            found = networkit.components.WeaklyConnectedComponents(directed)
            found.run()
            return found.numberOfComponents()
        return components
    if library == "igraph":
        import igraph
        directed = igraph.Graph(n=count, edges=np.stack([senders, recipients], 1), directed=True)
        return lambda: len(directed.connected_components(mode="weak"))
    import rustworkx
    directed = rustworkx.PyDiGraph(multigraph=True)
    directed.add_nodes_from(range(count))
    directed.add_edges_from_no_data(list(zip(senders.tolist(), recipients.tolist())))
    return lambda: rustworkx.number_weakly_connected_components(directed)


def main():
    csv, library, reps = sys.argv[1], sys.argv[2], int(sys.argv[3])
    rows = int(os.path.basename(csv)[1:].split(".")[0])
    components = graph(library, *edges(csv))
    for _ in range(reps):
        began = time.perf_counter()
        found = components()
        seconds = time.perf_counter() - began
        print(json.dumps({"peer": library, "n": rows, "measure": "components", "value": rows / seconds,
                          "unit": "edges/s", "check": f"{found} components"}), flush=True)


if __name__ == "__main__":
    main()
