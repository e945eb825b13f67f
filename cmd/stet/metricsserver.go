package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// serve answers /metrics on an address such as 127.0.0.1:9464 until ctx ends;
// ":9464" is loopback too, since the numbers are nobody else's business. The
// error is that of listening; done waits until the listener is closed.
func (m *metrics) serve(ctx context.Context, address string) (done func(), err error) {
	if m == nil || address == "" {
		return func() {}, nil
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", loopbackFirst(address))
	if err != nil {
		return nil, fmt.Errorf("listen for metrics: %w", err)
	}
	own := prometheus.NewRegistry() // not for the text file: node_exporter has such numbers of its own, and refuses all where a name comes twice
	own.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(prometheus.Gatherers{m.reg, own}, promhttp.HandlerOpts{Timeout: 10 * time.Second}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute}
	stop := context.AfterFunc(ctx, func() { server.Close() })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			l.Close()
		}
	}()
	return func() {
		stop()
		server.Close()
		<-ended
	}, nil
}

// loopbackFirst puts 127.0.0.1 where an address names no host.
func loopbackFirst(address string) string {
	if host, port, err := net.SplitHostPort(address); err == nil && host == "" {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}
