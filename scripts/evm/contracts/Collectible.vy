# pragma version ~=0.4.0
# ERC-721's Transfer: the same event as ERC-20's, but its third argument is indexed and names a thing, not an amount.

event Transfer:
    sender: indexed(address)
    receiver: indexed(address)
    tokenId: indexed(uint256)

@external
def mint(receiver: address, tokenId: uint256):
    log Transfer(sender=empty(address), receiver=receiver, tokenId=tokenId)
