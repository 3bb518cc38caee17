using System.Text;
using System.Threading.RateLimiting;
using ResetService.Passwords;

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

    [TestCase("")]
    [TestCase("argon2")] // as Django keeps it
    public async Task Of_stored_hashes_that_take_more_memory_one_is_verified_at_a_time(string prefix)
    {
        await using var app = new PasswordApp(("Hash:Concurrency", "4"), ("Hash:QueueLimit", "3"));
        var large = prefix + Argon2Hash.Compute(Encoding.UTF8.GetBytes(Password), new(102_400, 1));
        var own = Argon2Hash.Compute(Encoding.UTF8.GetBytes(Password), new(19_456, 2));
        Task<bool?> Verify(string hash) => app.Hasher.VerifyAsync(Password, hash, CancellationToken.None);

        // All hands are held, so that nothing is verified while it is looked at who waits where.
        var hands = await app.Hasher.Gate.AcquireAsync(4);
        Task<bool?>[] calls = [Verify(large), Verify(large), Verify(own), Verify(large), Verify(large), Verify(large), Verify(own), Verify(own)];
        var waiting = (Alone: Queued(app.Hasher.LargeGate), ForAHand: Queued(app.Hasher.Gate));
        hands.Dispose();
        var answers = await Task.WhenAll(calls);

        Assert.That(waiting, Is.EqualTo((3, 3)), "one large and two of our own wait for a hand");
        Assert.That(answers, Is.EqualTo(new bool?[] { true, true, true, true, true, null, true, null }));
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

    private static long Queued(ConcurrencyLimiter gate) => gate.GetStatistics()!.CurrentQueuedCount;
}
