using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ResetService.Hosting;
using ResetService.Idempotency;
using ResetService.Tests.Support;
using StackExchange.Redis;

namespace ResetService.Tests.Idempotency;

/// <summary>The two scripts, wherever they run, with the time in our hands.</summary>
[TestFixture(nameof(Servers.Redis))]
[TestFixture(nameof(Servers.Cluster))]
[TestFixture(nameof(Servers.Garnet))]
internal sealed class CallStoreTests(string server) : IAsyncDisposable
{
    private static readonly FirstAnswer Answer = new(202, "application/json; charset=utf-8", "/v1/reset-tickets/1", "{\"token\":\"t\"}"u8.ToArray());
    private static readonly KeyOptions Settings = new() { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() };

    private readonly FakeTimeProvider clock = new(new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero));
    private ResetService.Hosting.Redis redis = null!;
    private ConnectionMultiplexer connection = null!;
    private CallStore calls = null!;

    [OneTimeSetUp]
    public async Task ConnectAsync()
    {
        var connectionString = await Servers.ConnectionStringAsync(server);
        connection = await ConnectionMultiplexer.ConnectAsync(connectionString);
        redis = new ResetService.Hosting.Redis(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Redis", connectionString)]).Build(), clock);
        calls = Store(Settings);
    }

    [OneTimeTearDown]
    public async ValueTask DisposeAsync()
    {
        await redis.DisposeAsync();
        await connection.DisposeAsync();
    }

    [Test]
    public async Task A_call_is_claimed_once_until_it_is_settled()
    {
        var call = NewCall();

        var claim = await ClaimAsync(call);

        await AssertRefusedAsync(call, Problems.RequestInProgress);
        await AssertRefusedAsync(call with { Body = "other"u8.ToArray() }, Problems.IdempotencyKeyReused);

        Assert.That(await calls.KeepAsync(claim, Answer), Is.True);

        await AssertAnsweredAsync(call);
        await AssertRefusedAsync(call with { Body = "other"u8.ToArray() }, Problems.IdempotencyKeyReused);
    }

    [Test]
    public async Task Of_fifty_at_once_one_claims()
    {
        var call = NewCall();

        var claims = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => calls.ClaimAsync(call)));

        Assert.That(claims.Count(claim => claim.Item1 is not null), Is.EqualTo(1));
        Assert.That(claims.Count(claim => claim.Item3?.Problem == Problems.RequestInProgress), Is.EqualTo(49));
    }

    [Test]
    public async Task A_forgotten_call_can_be_claimed_again_with_another_body()
    {
        var call = NewCall();

        await calls.ForgetAsync(await ClaimAsync(call));

        await ClaimAsync(call with { Body = "corrected"u8.ToArray() });
    }

    [Test]
    public async Task An_answer_is_kept_for_ten_minutes()
    {
        var call = NewCall();
        await calls.KeepAsync(await ClaimAsync(call), Answer);

        clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromMilliseconds(1));
        await AssertAnsweredAsync(call);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await ClaimAsync(call with { Body = "new"u8.ToArray() });
    }

    [Test]
    public async Task A_claim_of_an_instance_that_died_runs_out_before_an_answer_does()
    {
        var call = NewCall();
        await ClaimAsync(call);

        clock.Advance(CallStore.ClaimsLive - TimeSpan.FromMilliseconds(1));
        await AssertRefusedAsync(call, Problems.RequestInProgress);

        clock.Advance(TimeSpan.FromMilliseconds(1));
        await ClaimAsync(call);
        Assert.That(CallStore.ClaimsLive, Is.LessThan(CallStore.AnswersLive));
    }

    [Test]
    public async Task Redis_forgets_by_itself()
    {
        var claim = await ClaimAsync(NewCall());
        Assert.That(await connection.GetDatabase().KeyTimeToLiveAsync(Key(claim)), Is.InRange(CallStore.ClaimsLive - TimeSpan.FromSeconds(30), CallStore.ClaimsLive));

        await calls.KeepAsync(claim, Answer);
        Assert.That(await connection.GetDatabase().KeyTimeToLiveAsync(Key(claim)), Is.InRange(CallStore.AnswersLive - TimeSpan.FromSeconds(30), CallStore.AnswersLive));

        await calls.ForgetAsync(claim);
        Assert.That(await connection.GetDatabase().KeyTimeToLiveAsync(Key(claim)), Is.Not.Null, "what is settled stays settled");
    }

    [Test]
    public async Task A_slow_caller_whose_claim_ran_out_changes_nothing_of_the_next()
    {
        var call = NewCall();
        var slow = await ClaimAsync(call);
        clock.Advance(CallStore.ClaimsLive);
        var next = await ClaimAsync(call);

        Assert.That(await calls.KeepAsync(slow, Answer with { Status = 200 }), Is.False);
        Assert.That(await calls.ForgetAsync(slow), Is.False);
        await AssertRefusedAsync(call, Problems.RequestInProgress);

        await calls.KeepAsync(next, Answer);
        Assert.That(await calls.KeepAsync(slow, Answer with { Status = 200 }), Is.False);
        await AssertAnsweredAsync(call);
    }

    [Test]
    public async Task A_slow_caller_that_nobody_overtook_is_remembered()
    {
        var call = NewCall();
        var slow = await ClaimAsync(call);
        clock.Advance(CallStore.ClaimsLive);

        await calls.KeepAsync(slow, Answer);

        await AssertAnsweredAsync(call);
    }

    [Test]
    public async Task Whatever_differs_makes_another_call()
    {
        var call = NewCall();
        await ClaimAsync(call);

        await ClaimAsync(call with { Caller = "partner" });
        await ClaimAsync(call with { Operation = "other" });
        await ClaimAsync(call with { Path = "/other" });
        await ClaimAsync(call with { Authorization = "Bearer other" });
        await ClaimAsync(call with { Key = NewKey() });
    }

    [Test]
    public async Task No_two_calls_run_together_into_one()
    {
        var call = NewCall();
        await ClaimAsync(call with { Operation = "a", Path = "b2:c" });

        await ClaimAsync(call with { Operation = "ab", Path = "2:c" });
        await ClaimAsync(call with { Operation = "a1:b", Path = "2:c" });
    }

    [Test]
    public async Task An_answer_sealed_before_a_rotation_is_still_given()
    {
        var call = NewCall();
        await calls.KeepAsync(await ClaimAsync(call), Answer);
        var rotated = Store(Settings with { Previous = Settings.Current, Current = KeyOptions.Draw() });

        var (_, answer, _) = await rotated.ClaimAsync(call);

        Assert.That(answer?.Body, Is.EqualTo(Answer.Body));
    }

    [Test]
    public async Task What_this_instance_has_no_key_for_is_neither_given_nor_run_again()
    {
        var call = NewCall();
        await calls.KeepAsync(await ClaimAsync(call), Answer);

        var (claim, answer, refusal) = await Store(Settings with { Current = KeyOptions.Draw() }).ClaimAsync(call);

        Assert.That((claim, answer), Is.EqualTo(((Claim?)null, (FirstAnswer?)null)));
        Assert.That(refusal?.Problem, Is.EqualTo(Problems.ServiceUnavailable));
    }

    [Test]
    public async Task An_altered_answer_is_not_given()
    {
        var call = NewCall();
        var claim = await ClaimAsync(call);
        await calls.KeepAsync(claim, Answer);
        var value = (string)(await connection.GetDatabase().StringGetAsync(Key(claim)))!;

        await connection.GetDatabase().StringSetAsync(Key(claim), value[..^5] + (value[^5] == 'A' ? 'B' : 'A') + value[^4..]);

        await AssertRefusedAsync(call, Problems.ServiceUnavailable);
    }

    [Test]
    public async Task An_answer_is_given_to_no_other_call_and_no_other_body()
    {
        var call = NewCall();
        var claim = await ClaimAsync(call);
        await calls.KeepAsync(claim, Answer);
        var value = (string)(await connection.GetDatabase().StringGetAsync(Key(claim)))!;

        var another = NewCall();
        var anothers = await ClaimAsync(another);
        await connection.GetDatabase().StringSetAsync(Key(anothers), value.Replace(claim.Fingerprint, anothers.Fingerprint, StringComparison.Ordinal));
        await AssertRefusedAsync(another, Problems.ServiceUnavailable);

        var otherBody = call with { Body = "other"u8.ToArray() };
        await connection.GetDatabase().KeyDeleteAsync(Key(claim));
        var others = await ClaimAsync(otherBody);
        await connection.GetDatabase().StringSetAsync(Key(others), value.Replace(claim.Fingerprint, others.Fingerprint, StringComparison.Ordinal));
        await AssertRefusedAsync(otherBody, Problems.ServiceUnavailable);
    }

    [TestCase("")]
    [TestCase("garbage")]
    [TestCase("9999999999999 only-two")]
    public async Task A_value_that_is_none_of_ours_counts_as_absent(string value)
    {
        var call = NewCall();
        var claim = await ClaimAsync(call);
        await connection.GetDatabase().StringSetAsync(Key(claim), value);

        await calls.KeepAsync(await ClaimAsync(call), Answer);

        await AssertAnsweredAsync(call);
    }

    [Test]
    public async Task Time_comes_from_the_server_where_no_test_tells_it()
    {
        var connectionString = string.Join(',', connection.GetEndPoints().Select(Convert.ToString));
        await using var own = new ResetService.Hosting.Redis(
            new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Redis", connectionString)]).Build(), TimeProvider.System);
        var store = new CallStore(own, new Keys(Options.Create(Settings)));

        var (claim, _, _) = await store.ClaimAsync(NewCall());

        var ends = long.Parse($"{await connection.GetDatabase().StringGetAsync(Key(claim!))}".Split(' ')[0], CultureInfo.InvariantCulture);
        Assert.That(DateTimeOffset.FromUnixTimeMilliseconds(ends), Is.EqualTo(TimeProvider.System.GetUtcNow() + CallStore.ClaimsLive).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void Nothing_of_a_call_is_printed()
    {
        Assert.That($"{NewCall()} {Answer}", Is.EqualTo("IdempotentCall FirstAnswer"));
    }

    private static RedisKey Key(Claim claim) => $"reset:idempotency:{{{claim.Name}}}";

    private static IdempotencyKey NewKey() => IdempotencyKey.TryParse($"{Guid.NewGuid()}", out var key) ? key : throw new FormatException();

    private static IdempotentCall NewCall() =>
        new("", "createResetTicket", "/v1/reset-tickets", "Bearer secret", NewKey(), Encoding.UTF8.GetBytes("{\"email\":\"ada@example.com\"}"));

    private CallStore Store(KeyOptions keys) => new(redis, new Keys(Options.Create(keys)));

    private async Task<Claim> ClaimAsync(IdempotentCall call)
    {
        var (claim, _, refusal) = await calls.ClaimAsync(call);
        Assert.That(claim, Is.Not.Null, refusal?.Problem.Code);
        return claim!;
    }

    private async Task AssertAnsweredAsync(IdempotentCall call)
    {
        var (_, answer, refusal) = await calls.ClaimAsync(call);
        Assert.That(answer, Is.Not.Null, refusal?.Problem.Code);
        Assert.That((answer.Status, answer.ContentType, answer.Location), Is.EqualTo((Answer.Status, Answer.ContentType, Answer.Location)));
        Assert.That(answer.Body, Is.EqualTo(Answer.Body));
    }

    private async Task AssertRefusedAsync(IdempotentCall call, Problem problem)
    {
        var (claim, answer, refusal) = await calls.ClaimAsync(call);
        Assert.That((claim, answer), Is.EqualTo(((Claim?)null, (FirstAnswer?)null)));
        Assert.That(refusal?.Problem, Is.EqualTo(problem));
    }
}
