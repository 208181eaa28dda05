/// When a place on earth is how far from UTC: a file of the IANA time zone database (RFC 9636).
package struct TimeZoneRules: Sendable {
    /// From when on which offset holds, in seconds; the earliest first.
    private var changes: [(since: Int, offset: Int)] = []
    /// What held before the first change.
    private var first = 0
    /// What holds after the last, for good.
    private var footer: YearlyRule?

    /// No offset at all, ever.
    package static let utc = TimeZoneRules()

    private init() {}

    /// Reads the bytes of a file; nil when they are none of version 2 or later.
    package init?(_ bytes: [UInt8]) {
        var reader = BigEndianReader(bytes)
        guard let old = Header(&reader), old.version >= 0x32 else { return nil }
        reader.skip(old.length(timeBytes: 4))
        guard let header = Header(&reader), header.types > 0 else { return nil }
        var times: [Int] = []
        var kinds: [Int] = []
        var offsets: [Int] = []
        for _ in 0..<header.times { times.append(reader.integer(8) ?? 0) }
        for _ in 0..<header.times { kinds.append(reader.integer(1).map { $0 & 0xFF } ?? 0) }
        for _ in 0..<header.types {
            guard let offset = reader.integer(4), abs(offset) < 86_400 * 2 else { return nil }
            offsets.append(offset)
            reader.skip(2)
        }
        guard kinds.allSatisfy({ $0 < offsets.count }) else { return nil }
        reader.skip(header.rest(timeBytes: 8))
        guard !reader.isBeyond else { return nil }
        first = offsets[0]
        changes = zip(times, kinds).map { ($0, offsets[$1]) }
        footer = YearlyRule(String(decoding: reader.left, as: UTF8.self).filter { $0 != "\n" })
    }

    /// How many seconds east of UTC the place is at an instant in seconds since 1970.
    package func offset(at instant: Int) -> Int {
        guard let last = changes.last else { return footer?.offset(at: instant) ?? first }
        if instant >= last.since { return footer?.offset(at: instant) ?? last.offset }
        return changes.last { $0.since <= instant }?.offset ?? first
    }

    /// The instant at which clocks of the place show a time, written as if it were one of UTC.
    ///
    /// Of two such instants it is the earlier; a time that is skipped is read by the offset before.
    package func instant(showing local: Int) -> Int {
        let (before, after) = (offset(at: local - 86_400), offset(at: local + 86_400))
        for candidate in [before, after].sorted(by: >)
        where offset(at: local - candidate) == candidate { return local - candidate }
        return local - before
    }
}

/// The counts at the beginning of a block.
private struct Header {
    let version: UInt8
    let times: Int
    let types: Int
    private let counts: [Int]

    init?(_ reader: inout BigEndianReader) {
        guard reader.take(4) == Array("TZif".utf8), let version = reader.take(1)?.first else {
            return nil
        }
        reader.skip(15)
        counts = (0..<6).compactMap { _ in reader.integer(4) }
        guard counts.count == 6, counts.allSatisfy({ (0..<100_000).contains($0) }) else {
            return nil
        }
        self.version = version
        (times, types) = (counts[3], counts[4])
    }

    /// How long the names, leap seconds and marks are.
    func rest(timeBytes: Int) -> Int {
        counts[5] + counts[2] * (timeBytes + 4) + counts[1] + counts[0]
    }

    func length(timeBytes: Int) -> Int {
        times * (timeBytes + 1) + types * 6 + rest(timeBytes: timeBytes)
    }
}

/// Reads numbers with their highest byte first.
private struct BigEndianReader {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isBeyond: Bool { offset > bytes.count }
    var left: ArraySlice<UInt8> { bytes[min(offset, bytes.count)...] }

    mutating func skip(_ count: Int) { offset += count }

    mutating func take(_ count: Int) -> [UInt8]? {
        guard offset + count <= bytes.count else { return nil }
        defer { offset += count }
        return Array(bytes[offset..<offset + count])
    }

    mutating func integer(_ count: Int) -> Int? {
        guard let bytes = take(count) else { return nil }
        let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let unused = UInt64(64 - 8 * count)
        return Int(Int64(bitPattern: value << unused) >> Int64(unused))
    }
}

/// An offset and, in a part of each year, another: a text of POSIX such as `EST5EDT,M3.2.0,M11.1.0`.
private struct YearlyRule: Sendable {
    private let standard: Int
    private var summer: (offset: Int, from: YearDay, to: YearDay)?

    init?(_ text: String) {
        var reader = RuleReader(text)
        guard reader.skipName(), let west = reader.time() else { return nil }
        standard = -west
        guard !reader.isAtEnd else { return }
        guard reader.skipName() else { return nil }
        let offset = reader.isBeforeComma ? standard + 3600 : reader.time().map { -$0 }
        guard let offset, reader.skip(","), let from = reader.day(), reader.skip(","),
            let to = reader.day(), reader.isAtEnd
        else { return nil }
        summer = (offset, from, to)
    }

    func offset(at instant: Int) -> Int {
        guard let summer else { return standard }
        let local = instant + standard
        let days = local / 86_400 - (local % 86_400 < 0 ? 1 : 0)
        let year = CivilDate(daysSince1970: days).year
        guard let from = summer.from.seconds(in: year), let to = summer.to.seconds(in: year) else {
            return standard
        }
        let (start, end) = (from - standard, to - summer.offset)
        let isSummer =
            start < end
            ? start <= instant && instant < end : !(end <= instant && instant < start)
        return isSummer ? summer.offset : standard
    }
}

/// A day of each year and a time of it, such as the second Sunday in March at two.
private struct YearDay: Sendable {
    enum Day: Sendable {
        case weekday(month: Int, week: Int, weekday: Int)
        /// From 1, without a 29 February.
        case common(Int)
        /// From 0.
        case counted(Int)
    }

    let day: Day
    let time: Int

    /// When it is in a year, in the place's own time.
    func seconds(in year: Int) -> Int? { number(in: year).map { $0 * 86_400 + time } }

    private func number(in year: Int) -> Int? {
        guard let first = CivilDate(year: year, month: 1, day: 1)?.daysSince1970 else { return nil }
        switch day {
        case .counted(let number): return first + number
        case .common(let number):
            let isLeap = CivilDate(year: year, month: 2, day: 29) != nil
            return first + number - (isLeap && number >= 60 ? 0 : 1)
        case .weekday(let month, let week, let weekday):
            guard let start = CivilDate(year: year, month: month, day: 1)?.daysSince1970 else {
                return nil
            }
            // 1 January 1970 was a Thursday.
            let ahead = ((weekday - start - 4) % 7 + 7) % 7
            let day = start + ahead + 7 * (week - 1)
            let isInMonth = CivilDate(daysSince1970: day).month == month
            return isInMonth ? day : day - 7
        }
    }
}

private struct RuleReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = Substring(text).utf8 }

    var isAtEnd: Bool { rest.isEmpty }
    var isBeforeComma: Bool { rest.first == UInt8(ascii: ",") }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Letters, or anything between `<` and `>`.
    mutating func skipName() -> Bool {
        let count = rest.count
        if skip("<") {
            while let byte = rest.popFirst() { if byte == UInt8(ascii: ">") { return true } }
            return false
        }
        rest = rest.drop { (0x41...0x5A).contains($0 & 0xDF) }
        return rest.count < count
    }

    mutating func number() -> Int? {
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...4).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int? {
        let sign = skip("-") ? -1 : 1
        _ = sign == 1 && skip("+")
        guard let hours = number() else { return nil }
        let minutes = skip(":") ? number() : 0
        let seconds = skip(":") ? number() : 0
        guard let minutes, let seconds else { return nil }
        return sign * (hours * 3600 + minutes * 60 + seconds)
    }

    mutating func day() -> YearDay? {
        let day: YearDay.Day
        if skip("M") {
            guard let month = number(), skip("."), let week = number(), skip("."),
                let weekday = number(), (1...12).contains(month), (1...5).contains(week),
                weekday < 7
            else { return nil }
            day = .weekday(month: month, week: week, weekday: weekday)
        } else if skip("J") {
            guard let number = number(), (1...365).contains(number) else { return nil }
            day = .common(number)
        } else {
            guard let number = number(), number < 366 else { return nil }
            day = .counted(number)
        }
        let time = skip("/") ? time() : 7200
        return time.map { YearDay(day: day, time: $0) }
    }
}
