namespace ResetService.Tests.Passwords;

[Property("Checklist", "H6")]
internal sealed class PasswordGateTests
{
    private const string Password = "correct horse battery staple";

    // 64 MiB twice: slow enough that all calls below are made while the first is at work.
    private static readonly (string, string) Slow = ("Hash:MemoryKiB", "65536");
    private static readonly (string, string) OneAtATime = ("Hash:Concurrency", "1");

    [Test]
    public async Task What_finds_the_gate_full_is_turned_away_at_once()
    {
        await using var app = new PasswordApp(Slow, OneAtATime, ("Hash:QueueLimit", "0"));

        var calls = Enumerable.Range(0, 20).Select(_ => app.Hasher.HashAsync(Password, CancellationToken.None)).ToList();
        var hashes = await Task.WhenAll(calls);

        Assert.That(hashes[0], Does.StartWith("$argon2id$"));
        Assert.That(hashes, Has.Some.Null);
        Assert.That(await app.Hasher.VerifyAsync(Password, hashes[0]!, CancellationToken.None), Is.True);
    }

    [Test]
    public async Task A_verification_passes_the_same_gate()
    {
        await using var app = new PasswordApp(Slow, OneAtATime, ("Hash:QueueLimit", "0"));
        var hash = await app.Hasher.HashAsync(Password, CancellationToken.None);

        var calls = Enumerable.Range(0, 20).Select(_ => app.Hasher.VerifyAsync(Password, hash!, CancellationToken.None)).ToList();
        var answers = await Task.WhenAll(calls);

        Assert.That(answers[0], Is.True);
        Assert.That(answers, Has.Some.Null.And.None.False);
    }

    [Test]
    public async Task Who_waits_gets_a_turn()
    {
        await using var app = new PasswordApp(OneAtATime, ("Hash:QueueLimit", "7"));

        var hashes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Hasher.HashAsync(Password, CancellationToken.None)));

        Assert.That(hashes, Is.Unique.And.All.StartsWith("$argon2id$"));
    }

    [Test]
    public async Task Who_gives_up_waiting_leaves_the_place_to_others()
    {
        await using var app = new PasswordApp(Slow, OneAtATime, ("Hash:QueueLimit", "1"));
        using var patience = new CancellationTokenSource();

        var first = app.Hasher.HashAsync(Password, CancellationToken.None);
        var waiting = app.Hasher.HashAsync(Password, patience.Token);
        await patience.CancelAsync();

        await Assert.ThatAsync(() => waiting, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await app.Hasher.HashAsync(Password, CancellationToken.None), Is.Not.Null);
        Assert.That(await first, Is.Not.Null);
    }
}
