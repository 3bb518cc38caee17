using System.Globalization;
using ResetService.Hosting;
using ResetService.Limits;
using ResetService.Tests.Support;

namespace ResetService.Tests.Limits;

[TestFixture(nameof(Servers.Redis))]
[TestFixture(nameof(Servers.Cluster))]
[TestFixture(nameof(Servers.Garnet))]
internal sealed class LimiterTests(string server)
{
    private static readonly Limit ThreeAMinute = Limit(3, TimeSpan.FromMinutes(1));

    private LimitsOn limits = null!;

    [SetUp]
    public async Task Start() => limits = await LimitsOn.StartAsync(server);

    [TearDown]
    public async Task Stop() => await limits.DisposeAsync();

    [Test]
    public async Task A_limit_lets_in_its_quota_and_refuses_what_comes_after()
    {
        var charges = await TakeAsync(ThreeAMinute, 4);

        Assert.That(charges.Select(charge => charge.Allowed), Is.EqualTo([true, true, true, false]));
        Assert.That(charges.Select(charge => charge.Quota.Remaining), Is.EqualTo([2, 1, 0, 0]));
        Assert.That(charges.Select(charge => charge.Used), Is.EqualTo([1, 2, 3, 3]));
    }

    [Test]
    public async Task A_caller_is_told_when_all_is_free_again_or_with_nothing_left_when_one_is()
    {
        var charges = await TakeAsync(ThreeAMinute, 3);
        limits.Clock.Advance(TimeSpan.FromMilliseconds(1));
        charges = [.. charges, await TakeAsync(ThreeAMinute)];

        Assert.That(charges.Select(charge => charge.Quota.Resets.TotalMilliseconds), Is.EqualTo([20_000, 40_000, 20_000, 19_999]));
    }

    [Test]
    public async Task A_call_that_is_half_free_again_is_not_told_as_left()
    {
        await TakeAsync(ThreeAMinute);
        limits.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.That((await TakeAsync(ThreeAMinute)).Quota.Remaining, Is.EqualTo(1));
    }

    [Test]
    [Property("Checklist", "E1")]
    public async Task Exactly_the_quota_of_200_calls_at_once_is_let_in()
    {
        var limit = Limit(60, TimeSpan.FromHours(1));

        var charges = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => TakeAsync(limit))));

        Assert.That(charges.Count(charge => charge.Allowed), Is.EqualTo(60));
        Assert.That(charges.Where(charge => charge.Allowed).Select(charge => charge.Quota.Remaining), Is.EquivalentTo(Enumerable.Range(0, 60)));
    }

    [Test]
    public async Task One_call_is_free_again_at_the_promised_moment_and_not_before()
    {
        await TakeAsync(ThreeAMinute, 3);
        var wait = (await TakeAsync(ThreeAMinute)).Quota.Resets;

        limits.Clock.Advance(wait - TimeSpan.FromMilliseconds(1));
        var early = await TakeAsync(ThreeAMinute);
        limits.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var intime = await TakeAsync(ThreeAMinute, 2);

        Assert.That(early.Allowed, Is.False);
        Assert.That(intime.Select(charge => charge.Allowed), Is.EqualTo([true, false]));
    }

    [TestCase(59_999, 2)]
    [TestCase(60_000, 3)]
    [TestCase(600_000, 3)]
    public async Task After_a_window_all_is_free_again_and_no_more(int milliseconds, int free)
    {
        await TakeAsync(ThreeAMinute, 3);

        limits.Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

        Assert.That((await TakeAsync(ThreeAMinute, 5)).Count(charge => charge.Allowed), Is.EqualTo(free));
    }

    [Test]
    public async Task A_refused_call_does_not_prolong_the_wait()
    {
        await TakeAsync(ThreeAMinute, 30);

        limits.Clock.Advance(TimeSpan.FromSeconds(20));

        Assert.That((await TakeAsync(ThreeAMinute)).Allowed, Is.True);
    }

    [Test]
    public async Task Each_subject_and_each_limit_counts_by_itself()
    {
        await TakeAsync(ThreeAMinute, 3);

        var neighbour = await limits.Limiter.ChargeAsync(ThreeAMinute, "another");
        var other = await limits.Limiter.ChargeAsync(ThreeAMinute with { Name = "other" }, "someone");

        Assert.That((neighbour.Quota.Remaining, other.Quota.Remaining), Is.EqualTo((2, 2)));
    }

    // 7 in 10 s and 9 in 1 s don't divide, 5000 in 1 s is more than one a millisecond, a million is a load tool's.
    [TestCase(3, 60)]
    [TestCase(7, 10)]
    [TestCase(9, 1)]
    [TestCase(1, 86_400)]
    [TestCase(5000, 1)]
    [TestCase(1_000_000, 300)]
    [TestCase(1_000_000_000, 300)]
    [Property("Checklist", "E4")]
    public async Task What_Redis_holds_is_a_whole_number_that_ends_by_itself(int quota, int seconds)
    {
        var limit = Limit(quota, TimeSpan.FromSeconds(seconds));
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(_ => TakeAsync(limit)));
        await AssertStateAsync(limit);
        if (quota == 1) return;

        await limits.Limiter.GiveBackAsync(limit, "someone");
        await AssertStateAsync(limit);
    }

    [TestCase(7, 10)]
    [TestCase(9, 1)]
    [TestCase(700, 300)]
    public async Task A_quota_that_does_not_divide_its_window_is_met_and_not_passed(int quota, int seconds)
    {
        var limit = Limit(quota, TimeSpan.FromSeconds(seconds));
        var charges = await Task.WhenAll(Enumerable.Range(0, quota + 5).Select(_ => TakeAsync(limit)));

        limits.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        var later = await TakeAsync(limit, quota);

        Assert.That(charges.Count(charge => charge.Allowed), Is.EqualTo(quota));
        Assert.That(later.Count(charge => charge.Allowed), Is.LessThan(quota));
    }

    [Test]
    public async Task A_call_given_back_is_free_at_once()
    {
        await TakeAsync(ThreeAMinute, 3);

        await limits.Limiter.GiveBackAsync(ThreeAMinute, "someone");

        Assert.That((await TakeAsync(ThreeAMinute, 2)).Select(charge => charge.Allowed), Is.EqualTo([true, false]));
    }

    [Test]
    public async Task Giving_back_never_makes_a_limit_larger()
    {
        await TakeAsync(ThreeAMinute);
        for (var time = 0; time < 3; time++) await limits.Limiter.GiveBackAsync(ThreeAMinute, "someone");

        Assert.That(await limits.Database.KeyExistsAsync(limits.Key(ThreeAMinute.Name, "someone")), Is.False);
        Assert.That((await TakeAsync(ThreeAMinute, 5)).Count(charge => charge.Allowed), Is.EqualTo(3));
    }

    [Test]
    public async Task After_a_limit_was_lowered_nobody_waits_longer_than_for_a_full_one()
    {
        await TakeAsync(ThreeAMinute with { Rate = _ => new Rate { Limit = 100, Window = TimeSpan.FromHours(1) } }, 100);

        var refused = await TakeAsync(ThreeAMinute);
        limits.Clock.Advance(TimeSpan.FromSeconds(20));

        Assert.That(refused.Quota.Resets, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(refused.Allowed, Is.False);
    }

    [Test]
    public async Task Of_several_limits_the_first_that_is_spent_answers_and_those_behind_it_count_nothing()
    {
        var slow = Limit(1, TimeSpan.FromHours(1));
        var quick = Limit(1, TimeSpan.FromMinutes(1));
        var roomy = Limit(9, TimeSpan.FromDays(1));
        var two = (slow, "someone");

        var first = await limits.Limiter.ChargeAsync((roomy, "someone"), two, (quick, "someone"));
        var second = await limits.Limiter.ChargeAsync(two, (quick, "someone"), (roomy, "someone"));

        Assert.That((first.Allowed, first.Quota.Policy), Is.EqualTo((true, slow.Name)));
        Assert.That((second.Allowed, second.Quota.Policy, second.Quota.Resets), Is.EqualTo((false, slow.Name, TimeSpan.FromHours(1))));
        Assert.That((await TakeAsync(roomy)).Quota.Remaining, Is.EqualTo(7));
    }

    [Test]
    public async Task Without_a_clock_of_a_test_Redis_tells_the_time()
    {
        await using var real = await LimitsOn.StartAsync(server, clock: TimeProvider.System);

        var charge = await real.Limiter.ChargeAsync(ThreeAMinute, "someone");

        var drained = (long)await real.Database.StringGetAsync(real.Key(ThreeAMinute.Name, "someone"));
        Assert.That(charge.Quota.Resets, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That(DateTimeOffset.FromUnixTimeMilliseconds(drained), Is.EqualTo(TimeProvider.System.GetUtcNow().AddSeconds(20)).Within(TimeSpan.FromSeconds(5)));
    }

    [Test]
    public async Task A_networks_31st_ask_in_five_minutes_and_every_30th_after_it_make_proofs_harder()
    {
        var levels = new List<int>();
        for (var ask = 1; ask <= 200; ask++) levels.Add(await LevelAsync($"203.0.113.{ask}", ResetApi.FreshAddress()));

        int[] firstOfEach = [.. Enumerable.Range(0, TicketLimits.TopLevel + 1).Select(level => levels.IndexOf(level))];
        Assert.That(firstOfEach, Is.EqualTo([0, 30, 60, 90, 120]));
        Assert.That(levels, Is.Ordered);
        Assert.That(levels[^1], Is.EqualTo(TicketLimits.TopLevel));
    }

    [Test]
    [Property("Checklist", "A6")]
    public async Task An_addresss_11th_ask_from_wherever_makes_its_proofs_harder_and_time_makes_them_easy_again()
    {
        var address = ResetApi.FreshAddress();
        var levels = new List<int>();
        for (var ask = 1; ask <= 60; ask++) levels.Add(await LevelAsync($"198.51.{ask}.1", ask % 2 == 0 ? address : $" {address.ToUpperInvariant()}"));
        var another = await LevelAsync("198.51.61.1", ResetApi.FreshAddress());
        limits.Clock.Advance(TimeSpan.FromMinutes(75));
        var later = await LevelAsync("198.51.61.1", address);

        int[] firstOfEach = [.. Enumerable.Range(0, TicketLimits.TopLevel + 1).Select(level => levels.IndexOf(level))];
        Assert.That(firstOfEach, Is.EqualTo([0, 10, 20, 30, 40]));
        Assert.That(levels[^1], Is.EqualTo(TicketLimits.TopLevel));
        Assert.That((another, later), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_call_without_a_limit_is_a_mistake_of_ours() =>
        await Assert.ThatAsync(() => limits.Limiter.ChargeAsync([]), Throws.ArgumentException.With.Message.StartsWith("Nothing to charge."));

    private static Limit Limit(int quota, TimeSpan window) =>
        new($"test-{quota}-{window.TotalSeconds.ToString(CultureInfo.InvariantCulture)}", _ => new Rate { Limit = quota, Window = window });

    private Task<int> LevelAsync(string client, string address) => limits.Tickets.LevelAsync(LimitsOn.CallFrom(client), EmailAddress.Parse(address));

    private Task<Charge> TakeAsync(Limit limit) => limits.Limiter.ChargeAsync(limit, "someone");

    private async Task<IReadOnlyList<Charge>> TakeAsync(Limit limit, int times)
    {
        var charges = new List<Charge>();
        for (var time = 0; time < times; time++) charges.Add(await TakeAsync(limit));
        return charges;
    }

    private async Task AssertStateAsync(Limit limit)
    {
        var key = limits.Key(limit.Name, "someone");
        var state = (string?)await limits.Database.StringGetAsync(key);
        var left = await limits.Database.KeyTimeToLiveAsync(key);

        Assert.That(state, Does.Match(@"^[0-9]{13}\z"));
        var drained = DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(state!, CultureInfo.InvariantCulture)) - limits.Clock.GetUtcNow();
        Assert.That(drained, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(left ?? TimeSpan.Zero, Is.GreaterThan(drained - TimeSpan.FromSeconds(5)).And.LessThanOrEqualTo(drained + TimeSpan.FromMilliseconds(1)));
    }
}
