"""A JSON-RPC node over HTTP in front of a small EVM chain, for tests.

usage: node.py [--without METHOD]…

Prints `listening on http://127.0.0.1:PORT` and answers until standard input ends. `--without` leaves methods out, as many
nodes do. Besides the methods of a node it has, for tests:

  test_accounts() · test_mine(count) · test_transfer(from, to, value) · test_deploy(contract, from, [types], [values])
  test_invoke(from, contract, signature, [values], value, gas) · test_snapshot() · test_revert(snapshot)
  test_disturb(count, status, retryAfter): the next requests are answered with that HTTP status, and nothing else
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from eth_tester.exceptions import TransactionFailed

from chain import Chain, address


class Fault(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code, message


def hexed(value):
    """Bytes and numbers as nodes write them."""
    if isinstance(value, bool) or value is None:
        return value
    return hex(value) if isinstance(value, int) else "0x" + bytes(value).hex()


NAMES = {"coinbase": "miner", "data": "input"}
SKIPPED = {"y_parity", "authorization_list", "access_list"}


def camel(name):
    first, *rest = NAMES.get(name, name).split("_")
    return first + "".join(part.capitalize() for part in rest)


def plain(fields):
    return {camel(key): hexed(value) for key, value in fields.items() if key not in SKIPPED}


def transaction_json(fields):
    out = plain(fields)
    # Creations have no recipient.
    out["to"] = None if not fields["to"] else out["to"]
    return out


def block_json(block, full):
    lists = {"transactions", "uncles", "withdrawals"}
    out = plain({key: value for key, value in block.items() if key not in lists})
    out["transactions"] = [transaction_json(t) if full else hexed(t) for t in block["transactions"]]
    out["uncles"] = []
    out["withdrawals"] = [plain(w) for w in block.get("withdrawals", [])]
    return out


def log_json(log):
    out = plain({key: value for key, value in log.items() if key not in ("topics", "type", "data")})
    out["data"] = hexed(log["data"])
    out["topics"] = [hexed(topic) for topic in log["topics"]]
    out["removed"] = False
    return out


def receipt_json(receipt):
    out = plain({key: value for key, value in receipt.items() if key not in ("logs", "state_root")})
    out["to"] = None if not receipt["to"] else out["to"]
    out["logs"] = [log_json(log) for log in receipt["logs"]]
    return out


def frame_json(computation):
    """One call as geth's callTracer writes it, with the calls inside."""
    message = computation.msg
    if message.is_create:
        kind = "CREATE"
    elif message.is_static:
        kind = "STATICCALL"
    elif message.is_delegation:
        kind = "DELEGATECALL"
    else:
        kind = "CALL"
    frame = {"type": kind, "from": hexed(message.sender), "to": hexed(message.storage_address)}
    if kind != "STATICCALL":
        frame["value"] = hexed(message.value)
    if computation.is_error:
        frame["error"] = "execution reverted"
    if computation.children:
        frame["calls"] = [frame_json(child) for child in computation.children]
    return frame


def parity_json(computation, block, transaction, position, place=()):
    """The same tree as trace_block lists it: from the outside in, each with its place."""
    message = computation.msg
    action = {"from": hexed(message.sender), "value": hexed(message.value), "gas": "0x0"}
    trace = {
        "action": action, "type": "create" if message.is_create else "call", "blockHash": hexed(block["hash"]),
        "blockNumber": block["number"], "transactionHash": hexed(transaction), "transactionPosition": position,
        "traceAddress": list(place), "subtraces": len(computation.children),
    }
    if computation.is_error:
        trace["error"] = "Reverted"
    if message.is_create:
        trace["result"] = {"address": hexed(message.storage_address)}
    else:
        action["to"] = hexed(message.storage_address)
        static, delegated = message.is_static, message.is_delegation
        action["callType"] = "staticcall" if static else "delegatecall" if delegated else "call"
    traces = [trace]
    for index, child in enumerate(computation.children):
        traces += parity_json(child, block, transaction, position, (*place, index))
    return traces


class Node:
    def __init__(self, without):
        self.chain = Chain()
        self.without = set(without)
        self.disturbances = []
        self.lock = threading.Lock()

    def answer(self, method, params):
        handler = getattr(self, method, None) if method.startswith(("eth_", "test_", "trace_", "debug_")) else None
        if handler is None or method in self.without:
            raise Fault(-32601, f"the method {method} does not exist/is not available")
        try:
            return handler(*params)
        except TransactionFailed as failure:
            raise Fault(3, f"execution reverted: {failure}") from failure

    @staticmethod
    def number(text):
        return text if text == "latest" else int(text, 16)

    def eth_chainId(self):
        return hexed(self.chain.chain_id)

    def eth_blockNumber(self):
        return hexed(self.chain.height)

    def eth_getBlockByNumber(self, number, full):
        block = self.chain.block(self.number(number), full)
        return block and block_json(block, full)

    def eth_getBlockReceipts(self, number):
        receipts = self.chain.receipts(self.number(number))
        return None if receipts is None else [receipt_json(receipt) for receipt in receipts]

    def eth_getTransactionReceipt(self, transaction):
        receipt = self.chain.receipt(bytes.fromhex(transaction[2:]))
        return receipt and receipt_json(receipt)

    def eth_getLogs(self, query):
        first, last = (self.number(query[key]) for key in ("fromBlock", "toBlock"))
        topics = query.get("topics", [])
        logs = []
        for number in range(first, min(last, self.chain.height) + 1):
            logs += [log_json(log) for receipt in self.chain.receipts(number) for log in receipt["logs"]]
        return [log for log in logs if not topics or log["topics"][:1] == topics[:1]]

    def eth_call(self, call, _block):
        return hexed(self.chain.call(address(call["to"]), bytes.fromhex(call["data"][2:])))

    def debug_traceBlockByNumber(self, number, _options):
        frames = self.chain.trace(self.number(number))
        if frames is None:
            raise Fault(-32000, "block not found")
        return [{"txHash": hexed(tx), "result": frame_json(computation)} for tx, computation in frames]

    def trace_block(self, number):
        number = self.number(number)
        frames, block = self.chain.trace(number), self.chain.block(number, False)
        if frames is None:
            return None
        traces = []
        for position, (transaction, computation) in enumerate(frames):
            traces += parity_json(computation, block, transaction, position)
        return traces

    def test_accounts(self):
        return [hexed(account) for account in self.chain.accounts()]

    def test_mine(self, count=1):
        return [hexed(block) for block in self.chain.mine(count)]

    def test_transfer(self, sender, to, value):
        return hexed(self.chain.transfer(address(sender), address(to), int(value)))

    def test_deploy(self, contract, sender, types=(), values=()):
        return hexed(self.chain.deploy(contract, address(sender), types, values))

    def test_invoke(self, sender, contract, signature, values=(), value=0, gas=3_000_000):
        values = [int(v) if isinstance(v, str) and v.isdigit() else v for v in values]
        return hexed(
            self.chain.invoke(address(sender), address(contract), signature, *values, value=int(value), gas=gas))

    def test_snapshot(self):
        return hexed(self.chain.snapshot())

    def test_revert(self, snapshot):
        self.chain.revert(bytes.fromhex(snapshot[2:]))

    def test_disturb(self, count, status, retry_after=None):
        self.disturbances += [(status, retry_after)] * count


def handler_for(node):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body leave in one write: the client would wait for the second.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with node.lock:
                if node.disturbances:
                    status, retry_after = node.disturbances.pop(0)
                    return self.reply(status, b"not now", retry_after)
                request = json.loads(body)
                answers = [self.one(call) for call in request] if isinstance(request, list) else self.one(request)
            self.reply(200, json.dumps(answers).encode())

        def one(self, call):
            answer = {"jsonrpc": "2.0", "id": call.get("id")}
            try:
                answer["result"] = node.answer(call["method"], call.get("params", []))
            except Fault as fault:
                answer["error"] = {"code": fault.code, "message": fault.message}
            except Exception as error:
                answer["error"] = {"code": -32603, "message": f"{type(error).__name__}: {error}"}
            return answer

        def reply(self, status, body, retry_after=None):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if retry_after is not None:
                self.send_header("Retry-After", str(retry_after))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        # Clients are killed, in these tests: a connection that breaks is nothing to tell.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main():
    arguments = sys.argv[1:]
    without = [name for option, name in zip(arguments, arguments[1:]) if option == "--without"]
    server = Server(("127.0.0.1", 0), handler_for(Node(without)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"listening on http://127.0.0.1:{server.server_address[1]}", flush=True)
    # Whoever started the node holds its standard input: it ends with them.
    sys.stdin.read()


main()
