//! Union-find: members in trees, of which the root knows what its tree comes to.

/// Trees over numbered members.
#[derive(Default)]
pub(super) struct Forest {
    /// Of each member, an earlier one of its tree, or itself.
    parent: Vec<u32>,
    /// Of roots, what is known of their tree.
    value: Vec<u32>,
}

impl Forest {
    pub fn clear(&mut self) {
        self.parent.clear();
        self.value.clear();
    }

    /// Adds members, each a tree of its own.
    pub fn plant(&mut self, values: impl Iterator<Item = u32>) {
        self.value.extend(values);
        self.parent.extend(self.parent.len() as u32..self.value.len() as u32);
    }

    /// Makes one tree of two. The earlier root stays root, so that roots do not depend on the order.
    #[inline]
    pub fn unite(&mut self, a: u32, b: u32, join: impl Fn(u32, u32) -> u32) {
        // Most pairs that meet are of one tree already.
        if self.parent[a as usize] == self.parent[b as usize] {
            return;
        }
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            let (early, late) = (a.min(b), a.max(b));
            self.parent[late as usize] = early;
            self.value[early as usize] = join(self.value[early as usize], self.value[late as usize]);
        }
    }

    /// Roots with what their trees come to.
    pub fn roots(&self) -> impl Iterator<Item = (usize, u32)> + '_ {
        let members = self.parent.iter().zip(&self.value).enumerate();
        members.filter(|(k, (parent, _))| *k == **parent as usize).map(|(k, (_, value))| (k, *value))
    }

    #[inline]
    fn root(&mut self, mut member: u32) -> u32 {
        loop {
            let up = self.parent[member as usize];
            if up == member {
                return member;
            }
            let above = self.parent[up as usize];
            self.parent[member as usize] = above;
            member = above;
        }
    }
}
