/// A pattern with `*` for letters within a part and `**` for letters across parts.
package struct Glob: Sendable {
    private enum Element: Sendable {
        case letter(Character)
        case star(crosses: Bool)
    }

    private let elements: [Element]

    /// Makes a pattern.
    package init(_ pattern: some StringProtocol) {
        var elements: [Element] = []
        for letter in pattern {
            // However many stars stand together, they mean no more than two.
            switch (letter, elements.last) {
            case ("*", .star?): elements[elements.count - 1] = .star(crosses: true)
            case ("*", _): elements.append(.star(crosses: false))
            default: elements.append(.letter(letter))
            }
        }
        self.elements = elements
    }

    /// Whether the whole name has this form.
    ///
    /// Each star takes as little as it can; when the rest does not fit, the last one takes more, or,
    /// where it may not, the last one that crosses parts. Whatever an earlier star could take more, a
    /// later one can take as well, so no others need be tried: the time is at most the product of the
    /// two lengths.
    package func matches(_ name: some StringProtocol) -> Bool {
        let name = Array(name)
        var (place, element) = (0, 0)
        /// Where to go on when a star takes one letter more: the element after it, and what it has taken to.
        var narrow: (element: Int, place: Int)?
        var wide: (element: Int, place: Int)?
        while place < name.count || element < elements.count {
            if element < elements.count {
                switch elements[element] {
                case .star(crosses: true):
                    element += 1
                    (wide, narrow) = ((element, place), nil)
                    continue
                case .star(crosses: false):
                    element += 1
                    narrow = (element, place)
                    continue
                case .letter(let letter):
                    if place < name.count, name[place] == letter {
                        (place, element) = (place + 1, element + 1)
                        continue
                    }
                }
            }
            if let star = narrow, star.place < name.count, name[star.place] != "/" {
                narrow = (star.element, star.place + 1)
                (element, place) = (star.element, star.place + 1)
            } else if let star = wide, star.place < name.count {
                (wide, narrow) = ((star.element, star.place + 1), nil)
                (element, place) = (star.element, star.place + 1)
            } else {
                return false
            }
        }
        return true
    }
}
