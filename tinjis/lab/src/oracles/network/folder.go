package main

import (
	"github.com/np-guard/netpol-analyzer/pkg/netpol/connlist"
)

// connections from one workload to another.
type connections struct {
	From string `json:"from"`
	To   string `json:"to"`
	// All protocols and ports; otherwise Ports has the first and last number of each range, by protocol.
	All   bool                  `json:"all"`
	Ports map[string][][2]int64 `json:"ports"`
}

// analyze says which workloads the manifests of a folder hold and what netpol-analyzer lets through between them. A
// folder that it refuses, or of which it skips a file, is an answer too: our evaluator is not asked about it.
func analyze(asked struct {
	Folder string `json:"folder"`
}) (any, error) {
	analyzer := connlist.NewConnlistAnalyzer(connlist.WithMuteErrsAndWarns())
	conns, peers, err := analyzer.ConnlistFromDirPath(asked.Folder)
	if err != nil {
		return map[string]any{"refused": err.Error()}, nil
	}
	for _, problem := range analyzer.Errors() {
		if problem.IsSevere() {
			return map[string]any{"unread": problem.Error().Error()}, nil
		}
	}
	workloads := []string{}
	for _, peer := range peers {
		if !peer.IsPeerIPType() {
			workloads = append(workloads, peer.String())
		}
	}
	allowed := []connections{}
	for _, conn := range conns {
		if conn.Src().IsPeerIPType() || conn.Dst().IsPeerIPType() {
			continue
		}
		allowed = append(allowed, connections{
			From:  conn.Src().String(),
			To:    conn.Dst().String(),
			All:   conn.AllProtocolsAndPorts(),
			Ports: portsOf(conn),
		})
	}
	return map[string]any{"workloads": workloads, "connections": allowed}, nil
}

func portsOf(conn connlist.Peer2PeerConnection) map[string][][2]int64 {
	ports := map[string][][2]int64{}
	for protocol, ranges := range conn.ProtocolsAndPorts() {
		for _, each := range ranges {
			// The analyzer also lists ranges that are refused, to explain them. Their type is internal to it.
			if set, says := each.(interface{ InSet() bool }); says && !set.InSet() {
				continue
			}
			ports[string(protocol)] = append(ports[string(protocol)], [2]int64{each.Start(), each.End()})
		}
	}
	return ports
}
