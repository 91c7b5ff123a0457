# pragma version ~=0.4.0
# Passes on what it is paid: value that only call traces show.

@external
@payable
def split(first: address, second: address):
    half: uint256 = msg.value // 2
    send(first, half)
    send(second, msg.value - half)

# Pays, then takes everything back by failing in a call of its own; the transaction as a whole succeeds.
@external
@payable
def regret(receiver: address):
    success: bool = raw_call(
        self, abi_encode(receiver, method_id=method_id("payAndFail(address)")), value=msg.value, revert_on_failure=False)

@external
@payable
def payAndFail(receiver: address):
    send(receiver, msg.value)
    raise "regretted"
