package pgtest

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// Proxy stands between a client and the server, and knows the statements.
type Proxy struct {
	Port int

	mu         sync.Mutex
	statements []string
	at         int64 // before and after each of them is one moment
	happen     func()
}

// Between starts a proxy to the server of this test process.
func Between(t testing.TB) *Proxy {
	t.Helper()
	s := start()
	if s.err != nil {
		t.Fatal(s.err)
	}
	listener, err := net.Listen("tcp", Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	p := &Proxy{Port: listener.Addr().(*net.TCPAddr).Port}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("tcp", net.JoinHostPort(Host, strconv.Itoa(s.port)))
			if err != nil {
				_ = client.Close()
				continue
			}
			go p.pass(client, server)
		}
	}()
	return p
}

// Strike makes something happen at a moment from now on, and forgets the statements before: 2n-1 is just before the one with the number n
// reaches the server, 2n just before its answer reaches the client. Moment 0 never comes.
func (p *Proxy) Strike(moment int64, happen func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.statements, p.at, p.happen = nil, moment, happen
}

// Statements are those since then that may change something, and the ends of transactions.
func (p *Proxy) Statements() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string{}, p.statements...)
}

// come notes a statement, and gives its moment; false where it changes nothing.
func (p *Proxy) come(statement string) (moment int64, ok bool) {
	word, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(statement)), " ")
	switch word {
	case "", "SELECT", "WITH", "SET", "BEGIN", "SAVEPOINT", "RELEASE":
		return 0, false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.statements = append(p.statements, statement)
	return int64(2*len(p.statements) - 1), true
}

func (p *Proxy) pass(client, server net.Conn) {
	defer client.Close()
	defer server.Close()
	begins := make([]byte, 4) // the first message has no type
	if _, err := io.ReadFull(client, begins); err != nil {
		return
	}
	rest := make([]byte, max(int(binary.BigEndian.Uint32(begins))-4, 0))
	if _, err := io.ReadFull(client, rest); err != nil {
		return
	}
	if _, err := server.Write(append(begins, rest...)); err != nil {
		return
	}
	var awaited atomic.Int64 // the moment at which the answer comes; 0 for none
	go func() {
		defer client.Close()
		for {
			message, err := read(server)
			if err != nil {
				return
			}
			if message[0] == 'Z' && p.struck(awaited.Swap(0)) {
				return
			}
			if _, err := client.Write(message); err != nil {
				return
			}
		}
	}()
	for {
		message, err := read(client)
		if err != nil {
			return
		}
		if moment, ok := p.come(sqlOf(message)); ok {
			awaited.Store(moment + 1)
			if p.struck(moment) {
				return
			}
		}
		if _, err := server.Write(message); err != nil {
			return
		}
	}
}

// struck lets happen what is to happen at a moment, and says whether that was this one.
func (p *Proxy) struck(moment int64) bool {
	p.mu.Lock()
	happen, now := p.happen, moment > 0 && moment == p.at
	p.mu.Unlock()
	if now {
		happen()
	}
	return now
}

// read reads one message: its type, its length, and what it says.
func read(from io.Reader) ([]byte, error) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, err
	}
	message := append(head, make([]byte, max(int(binary.BigEndian.Uint32(head[1:]))-4, 0))...)
	_, err := io.ReadFull(from, message[5:])
	return message, err
}

// sqlOf is the statement in a message; "" where there is none.
func sqlOf(message []byte) string {
	text := message[5:]
	if message[0] == 'P' { // the name of the statement comes first
		_, text, _ = bytes.Cut(text, []byte{0})
	} else if message[0] != 'Q' {
		return ""
	}
	text, _, _ = bytes.Cut(text, []byte{0})
	return string(text)
}
