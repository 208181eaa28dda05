/// How many bytes must be inserted, removed or replaced to make one text of another (Levenshtein).
func editDistance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (index, byte) in one.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for (column, otherByte) in other.enumerated() {
            let replaced = diagonal + (byte == otherByte ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
        }
    }
    return row[other.count]
}
