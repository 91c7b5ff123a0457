# pragma version ~=0.4.0
# A token as ERC-20 asks, as small as can be: the deployer holds all of it.

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    amount: uint256

symbol: public(String[32])
decimals: public(uint8)
balanceOf: public(HashMap[address, uint256])

@deploy
def __init__(symbol: String[32], decimals: uint8, supply: uint256):
    self.symbol = symbol
    self.decimals = decimals
    self.balanceOf[msg.sender] = supply
    log Transfer(sender=empty(address), receiver=msg.sender, amount=supply)

@external
def transfer(receiver: address, amount: uint256) -> bool:
    self.balanceOf[msg.sender] -= amount
    self.balanceOf[receiver] += amount
    log Transfer(sender=msg.sender, receiver=receiver, amount=amount)
    return True

# The same event from nothing to nobody, of an amount that no ledger holds: what worthless tokens do to be noticed.
@external
def shout():
    log Transfer(sender=msg.sender, receiver=self, amount=max_value(uint256))
