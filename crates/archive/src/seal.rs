//! Files behind a passphrase, in the age format: <https://age-encryption.org/v1>. The program `age` opens them, too.

use std::io::{self, Read, Seek, SeekFrom, Write};

use age::scrypt::Identity;
use age::secrecy::SecretString;
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, Encryptor};

const MAGIC: &[u8] = b"age-encryption.org/";

/// Why a sealed file stays closed.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("the passphrase is not the one that it was closed with")]
    Passphrase,
    /// Not closed with a passphrase, or damaged.
    #[error("it is not a file that a passphrase opens")]
    Foreign,
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Encrypts what is written. The result's `finish` writes its end.
pub fn seal<W: Write>(out: W, passphrase: &str) -> io::Result<StreamWriter<W>> {
    Encryptor::with_user_passphrase(SecretString::from(passphrase.to_owned())).wrap_output(out)
}

/// Whether a file is sealed; it is read from its start afterwards.
pub fn is_sealed<R: Read + Seek>(mut reader: R) -> io::Result<bool> {
    let mut start = Vec::new();
    reader.by_ref().take(MAGIC.len() as u64).read_to_end(&mut start)?;
    reader.seek(SeekFrom::Start(0))?;
    Ok(start == MAGIC)
}

/// Decrypts what is read. Takes a second or so, by design of the format.
pub fn open_sealed<R: Read + Seek>(reader: R, passphrase: &str) -> Result<StreamReader<R>, SealError> {
    let decryptor = Decryptor::new(reader).map_err(failure)?;
    if !decryptor.is_scrypt() {
        return Err(SealError::Foreign);
    }
    // What was made to take this machine minutes is refused.
    let identity = Identity::new(SecretString::from(passphrase.to_owned()));
    decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(failure)
}

fn failure(error: DecryptError) -> SealError {
    match error {
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys => {
            SealError::Passphrase
        }
        DecryptError::Io(error) => SealError::Io(error),
        _ => SealError::Foreign,
    }
}
