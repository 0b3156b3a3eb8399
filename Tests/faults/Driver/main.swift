import Journal
print("driver")
