"""A passkey in software: it answers the questions of the pages as a phone's chip does."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "http://localhost"
PRESENT, VERIFIED, ATTESTED = (
    AuthenticatorData.FLAG.UP,
    AuthenticatorData.FLAG.UV,
    AuthenticatorData.FLAG.AT,
)


class SoftKey:
    """One key pair of one account; `flags` say whether its holder was asked for a thumb."""

    def __init__(self, key_id: bytes = b"soft-key-of-tests") -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.key_id = key_id
        self.user_handle = b""
        self.flags = PRESENT | VERIFIED

    def made(self, options: dict[str, Any]) -> str:
        """The credential for a page's creation options, as its form carries it."""
        asked = options["publicKey"]
        self.user_handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self._private.public_key())
        held = AttestedCredentialData.create(b"\0" * 16, self.key_id, public)
        data = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()).digest(), self.flags | ATTESTED, 0, held
        )
        said = self._client_data("webauthn.create", asked)
        attested = AttestationObject.create("none", data, {})
        response = {"clientDataJSON": said, "attestationObject": bytes(attested)}
        return self._credential(response, {"credProps": {"rk": True}})

    def answered(self, options: dict[str, Any], **wrong: bytes) -> str:
        """The assertion for a page's request options; `wrong` puts false parts into it."""
        asked = options["publicKey"]
        data = AuthenticatorData.create(sha256(asked["rpId"].encode()).digest(), self.flags, 1)
        said = self._client_data("webauthn.get", asked)
        signature = self._private.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": said,
            "authenticatorData": bytes(data),
            "signature": signature,
            "userHandle": self.user_handle,
        }
        return self._credential(response | wrong, {})

    def _client_data(self, kind: str, asked: dict[str, Any]) -> bytes:
        return bytes(CollectedClientData.create(kind, asked["challenge"], ORIGIN))

    def _credential(self, response: dict[str, bytes], results: dict[str, Any]) -> str:
        key_id = websafe_encode(self.key_id)
        return json.dumps(
            {
                "id": key_id,
                "rawId": key_id,
                "type": "public-key",
                "clientExtensionResults": results,
                "response": {name: websafe_encode(value) for name, value in response.items()},
            }
        )
