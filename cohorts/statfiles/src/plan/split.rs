//! Texts longer than a format's cells, in pieces that give the text again when joined.

/// How long a text may be in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Room {
    /// Bytes of UTF-8.
    Bytes(usize),
    /// UTF-16 units.
    Units(usize),
}

impl Room {
    /// The first piece and the rest. Never cuts a character; cuts before spaces, not after: padded formats lose them.
    pub fn split(self, text: &str) -> (&str, &str) {
        let end = match self {
            Self::Bytes(room) if text.len() <= room => return (text, ""),
            Self::Bytes(room) => text.floor_char_boundary(room),
            Self::Units(room) => {
                let mut units = 0;
                let over = text.char_indices().find(|(_, c)| {
                    units += c.len_utf16();
                    units > room
                });
                match over {
                    None => return (text, ""),
                    Some((end, _)) => end,
                }
            }
        };
        let kept = text.split_at(end).0.trim_end_matches(' ').len();
        text.split_at(if kept == 0 { end } else { kept })
    }

    /// How many pieces a text makes; at least one.
    pub fn pieces(self, text: &str) -> usize {
        let (mut n, mut rest) = (1, self.split(text).1);
        while !rest.is_empty() {
            n += 1;
            rest = self.split(rest).1;
        }
        n
    }

    /// The piece at a place, empty beyond the last.
    pub fn piece(self, text: &str, place: usize) -> &str {
        let (mut piece, mut rest) = self.split(text);
        for _ in 0..place {
            (piece, rest) = self.split(rest);
        }
        piece
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_join_to_the_text_and_do_not_end_in_spaces() {
        for room in [Room::Bytes(7), Room::Units(5)] {
            for text in ["", "abc", "结节结节结节", "ab   cd ef   g", "😀😀😀😀x", "          a"]
            {
                let pieces: Vec<&str> = (0..room.pieces(text)).map(|n| room.piece(text, n)).collect();
                assert_eq!(pieces.concat(), text);
                assert_eq!(room.piece(text, pieces.len()), "");
            }
        }
        assert_eq!(Room::Bytes(7).piece("ab  cd  ef", 0), "ab  cd");
    }
}
