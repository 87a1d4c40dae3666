"""Passwords that guessers try first, and those that they do not."""

import pytest

from app.domain.passwords import easily_guessed


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012345",
        "passwordpassword",
        "Password Password 2026!",
        "P a s s w o r d 1 2 3 4 5",
        "qwertyuiopasdfgh",
        "1q2w3e4r5t6y7u8i",
        "zyxwvutsrqponmlk",
        "letmein-letmein-letmein",
        "correct horse battery staple",
        "Welcome to Scotland 2025",
        "girfec-girfec-girfec",
        "Summer2026Summer2026",
        "lead professional 1",
    ],
)
def test_what_guessers_try_first_is_told(password):
    assert easily_guessed(password)


@pytest.mark.parametrize(
    "password",
    [
        "four plain words here",
        "measured on loopback only",
        "kettle harbour violet ninth",
        "ab12-cd34-ef56-0789",
        "fuaran geal air a’ bheinn",
        "七転び八起き七転び八起き石の上にも三年",
        "x7 pq vr mm tz 41 kd",
    ],
)
def test_a_few_words_that_have_nothing_to_do_with_one_another_will_do(password):
    assert not easily_guessed(password)


def test_ones_own_name_and_address_count_as_nothing():
    about = ("Morag Sillars", "morag.sillars@testshire.invalid")

    assert easily_guessed("morag sillars testshire 77", about)
    assert not easily_guessed("morag sillars testshire 77")


def test_a_long_password_is_looked_at_in_no_time():
    assert easily_guessed("ab" * 500)
    assert not easily_guessed("kettle harbour violet ninth " * 35 + "one")
