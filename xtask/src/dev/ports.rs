//! Ports that must be free before anything is built for minutes.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, bail};

/// Fails with the flag that chooses another port.
pub(super) fn check(port: u16, flag: &str) -> Result<()> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!("port {port} is in use; end the program that has it, or choose another with {flag}")
        }
        Err(error) => bail!("port {port} cannot be used ({error}); choose another with {flag}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_is_one_sentence_that_names_the_flag() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let error = check(port, "--shop-port").unwrap_err().to_string();
        assert!(error.contains("in use") && error.contains("--shop-port") && !error.contains('\n'));
        drop(listener);
        assert!(check(port, "--port").is_ok());
    }
}
