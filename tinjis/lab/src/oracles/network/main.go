// Command network answers what Kubernetes network policies and label selectors decide, by the libraries' own code.
package main

import (
	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/kubernetes/pkg/apis/networking"
	networkingdefaults "k8s.io/kubernetes/pkg/apis/networking/v1"
	"k8s.io/kubernetes/pkg/apis/networking/validation"

	"tinjis/oracles/lines"
)

type containerPort struct {
	Name     string          `json:"name"`
	Port     int             `json:"port"`
	Protocol corev1.Protocol `json:"protocol"`
}

type peer struct {
	Kind            string            `json:"kind"`
	Namespace       string            `json:"namespace"`
	NamespaceLabels map[string]string `json:"namespaceLabels"`
	Labels          map[string]string `json:"labels"`
	Ports           []containerPort   `json:"ports"`
	IP              string            `json:"ip"`
}

type connection struct {
	Policies []*networkingv1.NetworkPolicy `json:"policies"`
	From     peer                          `json:"from"`
	To       peer                          `json:"to"`
	Port     struct {
		Port     int             `json:"port"`
		Protocol corev1.Protocol `json:"protocol"`
	} `json:"port"`
}

type selection struct {
	Selector metav1.LabelSelector `json:"selector"`
	Labels   map[string]string    `json:"labels"`
}

func main() {
	lines.Serve(map[string]lines.Answerer{
		"network-connect": lines.Typed(connects),
		"label-selector":  lines.Typed(selects),
		"netpol-analyzer": lines.Typed(analyze),
	})
}

func connects(asked connection) (any, error) {
	for _, policy := range asked.Policies {
		if err := store(policy); err != nil {
			return nil, err
		}
	}
	policies := matcher.BuildNetworkPolicies(false, asked.Policies)
	egress, ingress := false, false
	// A port may have several names; Cyclonus takes one. Policies only ever allow, so the answer is that of the best name.
	for _, name := range namesOf(asked) {
		result := policies.IsTrafficAllowed(&matcher.Traffic{
			Source:           asked.From.traffic(),
			Destination:      asked.To.traffic(),
			ResolvedPort:     asked.Port.Port,
			ResolvedPortName: name,
			Protocol:         asked.Port.Protocol,
		})
		egress = egress || result.Egress.IsAllowed()
		ingress = ingress || result.Ingress.IsAllowed()
	}
	return map[string]bool{"egress": egress, "ingress": ingress}, nil
}

// store does to a policy what the API server does before others see it: fill in defaults, and refuse what is not valid.
func store(policy *networkingv1.NetworkPolicy) error {
	networkingdefaults.SetObjectDefaults_NetworkPolicy(policy)
	var internal networking.NetworkPolicy
	if err := networkingdefaults.Convert_v1_NetworkPolicy_To_networking_NetworkPolicy(policy, &internal, nil); err != nil {
		return err
	}
	return validation.ValidateNetworkPolicy(&internal, validation.NetworkPolicyValidationOptions{}).ToAggregate()
}

func namesOf(asked connection) []string {
	names := []string{""}
	for _, port := range asked.To.Ports {
		protocol := port.Protocol
		if protocol == "" {
			protocol = corev1.ProtocolTCP
		}
		if port.Port == asked.Port.Port && protocol == asked.Port.Protocol {
			names = append(names, port.Name)
		}
	}
	return names
}

func (p peer) traffic() *matcher.TrafficPeer {
	if p.Kind == "external" {
		return &matcher.TrafficPeer{IP: p.IP}
	}
	return &matcher.TrafficPeer{
		IP:       p.IP,
		Internal: &matcher.InternalPeer{PodLabels: p.Labels, NamespaceLabels: p.NamespaceLabels, Namespace: p.Namespace},
	}
}

func selects(asked selection) (any, error) {
	selector, err := metav1.LabelSelectorAsSelector(&asked.Selector)
	if err != nil {
		return nil, err
	}
	return selector.Matches(labels.Set(asked.Labels)), nil
}
