"""A small EVM chain: eth-tester's py-evm backend with contracts, call trees and branches.

Blocks are real (hashes, roots, receipts); only consensus is missing. Transactions wait until `mine`.
"""

import os

from eth_abi import encode
from eth_tester.backends.pyevm import PyEVMBackend
from eth_utils import function_signature_to_4byte_selector, to_canonical_address
from vyper import compile_code

CONTRACTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "contracts")


class Chain:
    def __init__(self):
        self.backend = PyEVMBackend()
        # By transaction: the computation that ran it, with the calls it made inside.
        self.computations = {}
        self.codes = {}

    # Reading

    @property
    def chain_id(self):
        return self.backend.chain.chain_id

    @property
    def height(self):
        return self.backend.get_block_by_number("latest", False)["number"]

    def accounts(self):
        return list(self.backend.get_accounts())

    def block(self, number, full):
        """The block, or None where the chain does not reach so far."""
        if number == "latest":
            number = self.height
        if number > self.height:
            return None
        return self.backend.get_block_by_number(number, full)

    def receipts(self, number):
        """All receipts of a block; log indexes count through the block, as nodes count them."""
        block = self.block(number, False)
        if block is None:
            return None
        receipts = [self.backend.get_transaction_receipt(tx) for tx in block["transactions"]]
        logs = [log for receipt in receipts for log in receipt["logs"]]
        for index, log in enumerate(logs):
            log["log_index"] = index
        return receipts

    def receipt(self, transaction):
        for number in range(self.height, -1, -1):
            for receipt in self.receipts(number):
                if receipt["transaction_hash"] == transaction:
                    return receipt
        return None

    def call(self, to, data):
        base_fee = self.block("latest", False)["base_fee_per_gas"]
        call = {"from": self.accounts()[0], "to": to, "data": data, "value": 0, "gas": 3_000_000, "gas_price": base_fee}
        return self.backend.call(call)

    # Writing

    def send(self, sender, to, value=0, data=b"", gas=3_000_000, nonce=None):
        block = self.backend.get_block_by_number("pending", False)
        transaction = {
            "from": sender, "to": to, "value": value, "data": data, "gas": gas,
            "max_fee_per_gas": 2 * block["base_fee_per_gas"] + 10**9, "max_priority_fee_per_gas": 10**9,
            "nonce": self.backend.get_nonce(sender, "pending") if nonce is None else nonce,
        }
        signed = self.backend._get_normalized_and_signed_evm_transaction(transaction)
        _, _, computation = self.backend.chain.apply_transaction(signed)
        self.computations[signed.hash] = computation
        return signed.hash

    def transfer(self, sender, to, value):
        return self.send(sender, to, value=value, gas=21_000)

    def deploy(self, name, sender, types=(), values=()):
        """Sends the creation of a contract; its address is in the receipt."""
        if name not in self.codes:
            with open(os.path.join(CONTRACTS, name + ".vy")) as source:
                # The default is Prague's instructions, which the chain knows.
                compiled = compile_code(source.read(), output_formats=["bytecode"])
            self.codes[name] = bytes.fromhex(compiled["bytecode"][2:])
        return self.send(sender, b"", data=self.codes[name] + encode(types, values))

    def invoke(self, sender, contract, signature, *values, value=0, gas=3_000_000):
        types = [t for t in signature[signature.index("(") + 1 : -1].split(",") if t]
        data = function_signature_to_4byte_selector(signature) + encode(types, list(values))
        return self.send(sender, contract, value=value, data=data, gas=gas)

    def mine(self, count=1):
        return self.backend.mine_blocks(count)

    # Branches

    def snapshot(self):
        return self.backend.take_snapshot()

    def revert(self, snapshot):
        """Back to the block that was the head; what is mined from here on is another branch."""
        self.backend.revert_to_snapshot(snapshot)

    # Call trees

    def trace(self, number):
        block = self.block(number, False)
        if block is None:
            return None
        return [(tx, self.computations[tx]) for tx in block["transactions"]]


def address(text):
    return to_canonical_address(text)
