//! Union-find: members in trees, of which the root knows what its tree comes to.

/// Marks a root; the rest is what is known of its tree.
const ROOT: u32 = 1 << 31;

/// Trees over numbered members.
#[derive(Default)]
pub(super) struct Forest {
    /// Of each member, an earlier one of its tree, or what is known of the tree it
    /// is the root of.
    up: Vec<u32>,
}

impl Forest {
    /// For members below `members`. Old ones need not be cleared: only those are
    /// looked at that were planted.
    pub fn make_room(&mut self, members: usize) {
        if self.up.len() < members {
            self.up.resize(members, 0);
        }
    }

    /// Adds a member to the trees of members that lie `back` before it, which
    /// become one. The earliest root stays root.
    #[inline(always)]
    pub fn plant(
        &mut self,
        member: usize,
        mut value: u32,
        back: impl Iterator<Item = usize>,
        join: impl Fn(u32, u32) -> u32,
    ) {
        let mut root = member;
        for back in back {
            let other = self.root(member - back);
            if other != root {
                value = join(value, self.up[other] & !ROOT);
                self.up[root.max(other)] = root.min(other) as u32;
                root = root.min(other);
            }
        }
        self.up[root] = value | ROOT;
    }

    /// What the tree comes to that this member is the root of.
    pub fn tree(&self, member: usize) -> Option<u32> {
        let up = self.up[member];
        (up & ROOT != 0).then_some(up & !ROOT)
    }

    #[inline]
    fn root(&mut self, mut member: usize) -> usize {
        loop {
            let up = self.up[member];
            if up & ROOT != 0 {
                return member;
            }
            let above = self.up[up as usize];
            if above & ROOT != 0 {
                return up as usize;
            }
            self.up[member] = above;
            member = above as usize;
        }
    }
}
