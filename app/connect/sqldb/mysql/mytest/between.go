package mytest

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// Proxy stands between a connector and the server, and cuts the connection at a statement that writes.
type Proxy struct {
	Port   string
	at     int64
	seen   atomic.Int64
	strike func() // comes with the cut
	struck chan struct{}
}

// Between starts a proxy before the server that cuts the connection at the nth statement that writes. The server carries out an
// even one, and does not get to know of an odd one.
func Between(t testing.TB, d *Database, nth int) *Proxy {
	t.Helper()
	return Striking(t, d, nth, func() {})
}

// Striking is [Between] with something that happens when the connection is cut: before the server hears of an odd statement,
// after it has answered an even one, and while it carries out each second one of these.
func Striking(t testing.TB, d *Database, nth int, strike func()) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() }) // it was only listened to
	p := &Proxy{at: int64(nth), strike: sync.OnceFunc(strike), struck: make(chan struct{})}
	_, p.Port, _ = net.SplitHostPort(l.Addr().String()) // it was joined before
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(client, net.JoinHostPort(d.Host, d.Port))
		}
	}()
	return p
}

// Seen is how many statements came that write.
func (p *Proxy) Seen() int { return int(p.seen.Load()) }

// Wait waits until it has struck, and the server is done with the statement.
func (p *Proxy) Wait() { <-p.struck }

// Cut says that the statement came, at which the connection was cut.
func (p *Proxy) Cut() bool { return p.seen.Load() >= p.at }

func (p *Proxy) serve(client net.Conn, address string) {
	defer client.Close()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer server.Close()
	var last atomic.Bool // the next answer is to a statement that nobody hears of any more
	answered := make(chan struct{})
	go func() {
		defer close(answered)
		defer func() {
			if !last.Load() { // else the client hears of it once it has struck
				_ = client.Close() // there is nobody to answer it any more
			}
		}()
		buffer := make([]byte, 1<<16)
		for {
			n, err := server.Read(buffer)
			if err != nil || last.Load() {
				return
			}
			if _, err := client.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	buffer := make([]byte, 1<<20)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		cut := writes(buffer[:n]) && p.seen.Add(1) == p.at
		if cut {
			defer close(p.struck)
		}
		if cut && p.at%2 != 0 {
			p.strike()
			return
		}
		last.Store(cut)
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
		if cut {
			if p.at%4 == 0 {
				p.strike()
			}
			<-answered
			p.strike()
			return
		}
	}
}

// writes says that a packet is a query that changes the model or rows, or makes a transaction final.
func writes(packet []byte) bool {
	const header = 5 // its length, its number, and that it is a query
	if len(packet) < header {
		return false
	}
	for _, word := range []string{"CREATE ", "ALTER ", "DROP ", "INSERT ", "UPDATE ", "DELETE ", "COMMIT"} {
		if bytes.HasPrefix(packet[header:], []byte(word)) {
			return true
		}
	}
	return false
}
