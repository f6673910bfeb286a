//! An edge for tests that answers one request as it is told and remembers what it was asked.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread::{self, JoinHandle},
};

/// Takes one request.
pub(crate) struct StubEdge {
    port: u16,
    asked: JoinHandle<String>,
}

impl StubEdge {
    /// An edge that answers `status` (with its reason) and `body`.
    pub(crate) fn answering(status: &str, body: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        let asked = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let request = read(&mut stream);
            stream.write_all(answer.as_bytes()).unwrap();
            request
        });
        Self { port, asked }
    }

    /// Its origin, under a name that only RFC 6761 says is this machine.
    pub(crate) fn origin(&self) -> String {
        format!("http://edge.localhost:{}", self.port)
    }

    /// The request it was asked.
    pub(crate) fn asked(self) -> String {
        self.asked.join().unwrap()
    }
}

/// Reads head and body of one request.
fn read(stream: &mut TcpStream) -> String {
    let (mut request, mut chunk) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let head = head.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        let count = stream.read(&mut chunk).unwrap();
        assert!(count > 0, "the request ended early: {text}");
        request.extend_from_slice(&chunk[..count]);
    }
}
