print("fanfare-kit")
