// Asks sealed-secrets' own code to open what our code sealed, what form its own sealing has, and to seal what our code opens.
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"

	"github.com/bitnami/sealed-secrets/pkg/crypto"

	"tinjis/oracles/lines"
)

type openCase struct {
	PrivateKey string `json:"privateKey"`
	Label      string `json:"label"`
	Sealed     string `json:"sealed"`
}

// The opened value, or null where the library refuses.
func open(c openCase) (any, error) {
	key, err := privateKey(c.PrivateKey)
	if err != nil {
		return nil, err
	}
	sealed, err := base64.StdEncoding.DecodeString(c.Sealed)
	if err != nil {
		return nil, nil
	}
	value, err := crypto.HybridDecrypt(rand.Reader, map[string]*rsa.PrivateKey{"key": key}, sealed, []byte(c.Label))
	if err != nil {
		return nil, nil
	}
	return base64.StdEncoding.EncodeToString(value), nil
}

type formCase struct {
	PrivateKey string `json:"privateKey"`
	Label      string `json:"label"`
	Value      string `json:"value"`
}

// The case's value as the library seals it, each time anew.
func (c formCase) sealed() ([]byte, error) {
	key, err := privateKey(c.PrivateKey)
	if err != nil {
		return nil, err
	}
	value, err := base64.StdEncoding.DecodeString(c.Value)
	if err != nil {
		return nil, err
	}
	return crypto.HybridEncrypt(rand.Reader, &key.PublicKey, value, []byte(c.Label))
}

// Length and beginning of what the library seals; the rest is random.
func form(c formCase) (any, error) {
	sealed, err := c.sealed()
	if err != nil {
		return nil, err
	}
	return map[string]any{"bytes": len(sealed), "begins": base64.StdEncoding.EncodeToString(sealed[:2])}, nil
}

type sealCase struct {
	formCase
	OpenedAs string `json:"openedAs"`
	Damaged  int    `json:"damaged"`
}

// What the library seals, perhaps damaged on the way, and what it opens again.
func seal(c sealCase) (any, error) {
	sealed, err := c.sealed()
	if err != nil {
		return nil, err
	}
	if c.Damaged >= 0 {
		sealed[c.Damaged%len(sealed)] ^= 1
	}
	text := base64.StdEncoding.EncodeToString(sealed)
	opened, err := open(openCase{PrivateKey: c.PrivateKey, Label: c.OpenedAs, Sealed: text})
	if err != nil {
		return nil, err
	}
	return map[string]any{"sealed": text, "opened": opened}, nil
}

func privateKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("no PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	rsaKey, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("no RSA key")
	}
	return rsaKey, nil
}

func main() {
	lines.Serve(map[string]lines.Answerer{
		"sealed-secrets-open": lines.Typed(open),
		"sealed-secrets-form": lines.Typed(form),
		"sealed-secrets-seal": lines.Typed(seal),
	})
}
