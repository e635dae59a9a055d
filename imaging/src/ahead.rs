//! A file that is read on a thread of its own, while what was read before is
//! unpacked.

use std::fs::File;
use std::io::{BufRead, Read, Result};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Bytes read at a time.
const BLOCK: usize = 1 << 18;
/// Blocks read before they are wanted.
const BLOCKS: usize = 4;

/// The bytes of a file from its place on, a few blocks ahead.
pub(crate) struct Ahead {
    ready: Receiver<Result<Vec<u8>>>,
    used: Sender<Vec<u8>>,
    block: Vec<u8>,
    /// Bytes of the block that are used up.
    at: usize,
}

impl Ahead {
    /// Starts to read; ends when nobody listens any more.
    pub fn new(file: File) -> Self {
        let (full, ready) = sync_channel(BLOCKS);
        let (used, empty) = channel();
        std::thread::spawn(move || read(file, &full, &empty));
        Self { ready, used, block: Vec::new(), at: 0 }
    }
}

/// Fills blocks, taken from `empty` where there are any, up to the end or an error.
fn read(mut file: File, full: &SyncSender<Result<Vec<u8>>>, empty: &Receiver<Vec<u8>>) {
    loop {
        let mut block = empty.try_recv().unwrap_or_default();
        block.resize(BLOCK, 0);
        let read = loop {
            match file.read(&mut block) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                read => break read,
            }
        };
        let last = !matches!(read, Ok(1..));
        let done = read.map(|length| {
            block.truncate(length);
            block
        });
        if full.send(done).is_err() || last {
            return;
        }
    }
}

impl BufRead for Ahead {
    fn fill_buf(&mut self) -> Result<&[u8]> {
        if self.at == self.block.len()
            && let Ok(block) = self.ready.recv()
        {
            let _ = self.used.send(std::mem::replace(&mut self.block, block?));
            self.at = 0;
        }
        Ok(&self.block[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.block.len());
    }
}

impl Read for Ahead {
    fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        let from = self.fill_buf()?;
        let length = from.len().min(to.len());
        to[..length].copy_from_slice(&from[..length]);
        self.consume(length);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_once() {
        let folder = tempfile::tempdir().unwrap();
        for length in [0, 1, BLOCK, 9 * BLOCK + 17] {
            let bytes: Vec<u8> = (0..length).map(|k| ((k * k) >> 7) as u8).collect();
            let path = folder.path().join("bytes");
            std::fs::write(&path, &bytes).unwrap();
            let mut found = Vec::new();
            let mut ahead = Ahead::new(File::open(&path).unwrap());
            assert_eq!(ahead.fill_buf().unwrap().len(), length.min(BLOCK));
            ahead.read_to_end(&mut found).unwrap();
            assert!(found == bytes);
            // Left in the middle, it neither waits nor blocks.
            drop(Ahead::new(File::open(&path).unwrap()));
        }
    }

    #[test]
    fn an_error_arrives() {
        let folder = File::open(std::env::temp_dir()).unwrap();
        assert!(Ahead::new(folder).read(&mut [0; 4]).is_err());
    }
}
