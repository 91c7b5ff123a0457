import GeneratedLedger
print(1)
